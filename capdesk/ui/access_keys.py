"""The `Alt` keys of the fields: each letter once, none of a menu's.

Menus have C, H, L, R, W and X; the buttons S (*Send lead*) and D (*Send now*);
`Alt+U` takes a suggestion, `Alt+G` opens the enquiry time.
"""

from capdesk.domain.fields import Field

_LETTERS = {
    Field.CAMPAIGN: "m",
    Field.STAFF_NAME: "n",
    Field.ENQUIRY_TYPE: "t",
    Field.VEHICLE: "v",
    Field.ACQUISITION_CHANNEL: "q",
    Field.FIRST_NAME: "f",
    Field.LAST_NAME: "a",
    Field.EMAIL: "e",
    Field.PHONE: "p",
    Field.POSTCODE: "o",
    Field.ENQUIRY_DATETIME: "i",
}


def with_access_key(field: Field) -> str:
    """Return the field's label with Qt's mark before its access key."""
    label, letter = field.label, _LETTERS[field]
    place = label.lower().index(letter)
    return f"{label[:place]}&{label[place:]}"
