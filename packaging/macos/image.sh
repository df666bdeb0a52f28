#!/usr/bin/env bash
# Signs CapDesk.app, puts it into a disk image and has Apple notarise it.
#
#   image.sh dist/CapDesk.app dist/CapDesk-1.2.3-arm64.dmg
#
# CAPDESK_MACOS_IDENTITY   name of the Developer ID certificate in the keychain; without
#                          one the app is signed for tests on this computer alone
# CAPDESK_MACOS_PROFILE    what `xcrun notarytool store-credentials` was told to keep the
#                          account under; without one nothing is sent to Apple
# CAPDESK_MACOS_KEYCHAIN   the keychain that both are in, where it is not the usual one
set -euo pipefail

app=$1
image=$2
entitlements=$(dirname "$0")/entitlements.plist
identity=${CAPDESK_MACOS_IDENTITY:--}
profile=${CAPDESK_MACOS_PROFILE:-}

# Without a certificate there is no timestamp to be had, and the hardened runtime would
# take each library for somebody else's.
how=(--options runtime --timestamp)
if [ "$identity" = - ]; then how=(--timestamp=none); fi

sign() {
  codesign --force "${how[@]}" --sign "$identity" "$@"
}

# From the inside out: a signature seals those below it. `--deep` would skip some, and give
# libraries the program's entitlements.
while IFS= read -r -d '' file; do
  if file -b "$file" | grep -q 'Mach-O'; then
    case $file in
      "$app"/Contents/MacOS/*) ;;
      *) sign "$file" ;;
    esac
  fi
done < <(find "$app/Contents" -type f -print0)
while IFS= read -r -d '' framework; do
  sign "$framework"
done < <(find "$app/Contents" -depth -type d -name '*.framework' -print0)
for program in "$app"/Contents/MacOS/*; do
  if [ ! -L "$program" ]; then sign --entitlements "$entitlements" "$program"; fi
done
sign --entitlements "$entitlements" "$app"
codesign --verify --deep --strict --verbose=2 "$app"

# In the image: the app, and where to drag it.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ditto "$app" "$folder/$(basename "$app")"
ln -s /Applications "$folder/Applications"
hdiutil create -volname CapDesk -srcfolder "$folder" -fs HFS+ -format UDZO -ov "$image"
if [ "$identity" = - ]; then
  echo "$image: signed for this computer alone; macOS will warn on others."
  exit
fi
codesign --force --timestamp --sign "$identity" "$image"

if [ -z "$profile" ]; then
  echo "$image: signed, not notarised; macOS will warn."
  exit
fi
keychain=()
if [ -n "${CAPDESK_MACOS_KEYCHAIN:-}" ]; then keychain=(--keychain "$CAPDESK_MACOS_KEYCHAIN"); fi
# The plus: macOS's own bash 3.2 takes an empty array for a variable that is not set.
xcrun notarytool submit "$image" --keychain-profile "$profile" --wait --timeout 30m \
  ${keychain[@]+"${keychain[@]}"}
xcrun stapler staple "$image"
xcrun stapler validate "$image"
spctl --assess --type open --context context:primary-signature --verbose=2 "$image"
