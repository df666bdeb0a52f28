"""Where a key stands in TOML, whatever stands around it."""

import tomllib

from capdesk.settings.toml_places import lines_of_keys

TEXT = '''\
# fake = 1
first = """
fake = 2
[fake]
"""
list = [ # ]
  "fake = 3", '[x]',
  { fake = 4 },
  ["fake"],
]
"two words" . 'three' = 5
inline = { fake = 6 }

[ table ]
key = 'a = # b'
"quo\\"ted" = '[' # [
[table.inner]
key = 1
[[array]]
last = 1
'''


def test_every_key_has_its_line() -> None:
    """Comments, texts, lists and inline tables hold no keys to be found."""
    tomllib.loads(TEXT)
    assert lines_of_keys(TEXT) == {
        ("first",): 2,
        ("list",): 6,
        ("two words",): 11,
        ("two words", "three"): 11,
        ("inline",): 12,
        ("table",): 14,
        ("table", "key"): 15,
        ("table", 'quo"ted'): 16,
        ("table", "inner"): 17,
        ("table", "inner", "key"): 18,
        ("array",): 19,
        ("array", "last"): 20,
    }
