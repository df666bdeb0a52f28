; Installs CapDesk on Windows, each version in a folder of its own.
;
; build.py calls it with VERSION, NUMBERS (VERSION as four numbers), PAYLOAD (the frozen
; program's folder), LAUNCHERS (where both launchers are), OUTPUT and, to sign the
; uninstaller, SIGN (a command that takes a file's path).
;
;   $INSTDIR\capdesk.exe, capdeskw.exe   launchers: the paths everything else may rely on
;   $INSTDIR\current                     the name of the version that they start
;   $INSTDIR\versions\1.2.3\             that version
;   $INSTDIR\uninstall.exe
;
; A folder is written once and never changed: a CapDesk that runs during an upgrade goes
; on with its own files. Replacing `current` is the upgrade; up to there the old version
; starts, from there the new one. What nobody runs any more is then removed.

Target amd64-unicode
Unicode true
SetCompressor /SOLID lzma
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS all

!include FileFunc.nsh
!include LogicLib.nsh
!include MUI2.nsh
!include nsDialogs.nsh
!include Win\COM.nsh
!include Win\Propkey.nsh
!include WinMessages.nsh

; Exit codes beyond NSIS's own (0 done, 1 stopped by a person): Windows' where it has one.
!define EXIT_FAILED 2
!define EXIT_WRONG_USAGE 87           ; ERROR_INVALID_PARAMETER
!define EXIT_RUNNING 32               ; ERROR_SHARING_VIOLATION
!define EXIT_NOT_ADMINISTRATOR 740    ; ERROR_ELEVATION_REQUIRED
!define EXIT_SETUP_RUNS_ALREADY 1618  ; ERROR_INSTALL_ALREADY_RUNNING
!define EXIT_HERE_FOR_EVERYONE 1638   ; ERROR_PRODUCT_VERSION

!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\CapDesk"
!define RUN "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define APP_ID "CapDesk.CapDesk" ; as in capdesk/app/taskbar.py
!define PUBLISHER "The CapDesk contributors"
!define SHORTCUT "$SMPROGRAMS\CapDesk.lnk"
!define MOVE_REPLACING_AND_WRITING_THROUGH 9 ; MOVEFILE_REPLACE_EXISTING | _WRITE_THROUGH

Name "CapDesk"
OutFile "${OUTPUT}"
BrandingText "CapDesk ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=2057 "ProductName" "CapDesk"
VIAddVersionKey /LANG=2057 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2057 "FileDescription" "CapDesk Setup"
VIAddVersionKey /LANG=2057 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2057 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=2057 "LegalCopyright" "Apache License 2.0"
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

Var ForEveryone  ; 1 with /ALLUSERS, else 0
Var Folder       ; the new version's folder in $INSTDIR\versions
Var Purge        ; 1 if the uninstaller is to delete the leads too
Var Mutex        ; what keeps a second setup from starting
Var Control      ; of a page: the box or button that was made last

; ---------------------------------------------------------------------------- pages

!define MUI_ICON "${__FILEDIR__}/capdesk.ico"
!define MUI_UNICON "${__FILEDIR__}/capdesk.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${__FILEDIR__}/side.bmp"
!define MUI_FINISHPAGE_TITLE "CapDesk ${VERSION} is installed"
!define MUI_FINISHPAGE_TEXT "You find it in the Start menu.$\r$\n$\r$\n\
  If CapDesk was open, it goes on as it is. Quit it and open it again to use this version."
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "Open CapDesk"
!define MUI_FINISHPAGE_RUN_FUNCTION OpenCapDesk
Page custom AskForWhom TakeForWhom
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
UninstPage custom un.AskAboutLeads un.TakeAboutLeads
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

; ---------------------------------------------------------------------- both programs

; End with a code; say why, unless nobody is there to read it.
!macro Stop CODE SENTENCE
  MessageBox MB_OK|MB_ICONEXCLAMATION "${SENTENCE}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend
!define Stop "!insertmacro Stop"

!macro AllowOneSetupAtATime
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "CapDeskSetup") p .r0 ?e'
  Pop $1
  StrCpy $Mutex $0
  ${If} $1 = 183 ; ERROR_ALREADY_EXISTS
    ${Stop} ${EXIT_SETUP_RUNS_ALREADY} "CapDesk is being installed or removed already. \
      Wait until that is done, then try again."
  ${EndIf}
!macroend

; $0 becomes 1 if this process may change what everybody uses, else 0.
!macro AskWhetherAdministrator
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    StrCpy $0 1
  ${Else}
    StrCpy $0 0
  ${EndIf}
!macroend

; Without an administrator's rights: start again with them, or stop where nobody can say yes.
!macro BecomeAdministrator PROGRAM
  !insertmacro AskWhetherAdministrator
  ${If} $0 = 0
    ${If} ${Silent}
      SetErrorLevel ${EXIT_NOT_ADMINISTRATOR}
    ${Else}
      ; Or the one that starts could find this one still there.
      System::Call 'kernel32::CloseHandle(p $Mutex)'
      ExecShell "runas" "${PROGRAM}" "/ALLUSERS"
    ${EndIf}
    Quit
  ${EndIf}
!macroend

; Remove the version in $1 unless it runs. Windows refuses to delete a program that runs,
; so nobody can start it between the question and the removal.
!macro RemoveVersion
  Delete "$INSTDIR\versions\$1\capdeskw.exe"
  Delete "$INSTDIR\versions\$1\capdesk.exe"
  ${IfNot} ${FileExists} "$INSTDIR\versions\$1\capdeskw.exe"
  ${AndIfNot} ${FileExists} "$INSTDIR\versions\$1\capdesk.exe"
    RMDir /r "$INSTDIR\versions\$1"
  ${EndIf}
!macroend

; ------------------------------------------------------------------------- installer

Function .onInit
  !insertmacro AllowOneSetupAtATime
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R1
  ${If} ${Errors}
    StrCpy $ForEveryone 0
    ReadRegStr $0 HKLM "${ENTRY}" "UninstallString"
    ${If} $0 != ""
      ${If} ${Silent}
        SetErrorLevel ${EXIT_HERE_FOR_EVERYONE}
        Quit
      ${EndIf}
      ; The same for everybody, not a second CapDesk for one.
      !insertmacro BecomeAdministrator "$EXEPATH"
      StrCpy $ForEveryone 1
    ${EndIf}
  ${Else}
    !insertmacro BecomeAdministrator "$EXEPATH"
    StrCpy $ForEveryone 1
  ${EndIf}
FunctionEnd

Function AskForWhom
  ReadRegStr $0 HKCU "${ENTRY}" "UninstallString"
  ${If} $ForEveryone = 1
  ${OrIf} $0 != ""
    Abort ; it is known: the page is left out
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "Install CapDesk" "Who is it for?"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 10u 100% 12u "&Only me"
  Pop $0
  ${NSD_Check} $0
  ${NSD_SetFocus} $0
  ${NSD_CreateRadioButton} 0 28u 100% 12u "&Everyone on this computer (needs an administrator)"
  Pop $Control
  ${NSD_CreateLabel} 0 56u 100% 24u "Leads stay with the person who enters them, either way."
  Pop $0
  nsDialogs::Show
FunctionEnd

Function TakeForWhom
  ${NSD_GetState} $Control $0
  ${If} $0 = ${BST_CHECKED}
    !insertmacro BecomeAdministrator "$EXEPATH"
    StrCpy $ForEveryone 1
  ${EndIf}
FunctionEnd

Function OpenCapDesk
  ; By the shell: CapDesk must not get an administrator's rights from the installer.
  Exec '"$WINDIR\explorer.exe" "${SHORTCUT}"'
FunctionEnd

; Choose the folders: /D= before where it is before the usual one.
Function ChooseFolders
  ${If} $ForEveryone = 1
    SetShellVarContext all
    StrCpy $0 "$PROGRAMFILES64\CapDesk"
  ${Else}
    SetShellVarContext current
    StrCpy $0 "$LOCALAPPDATA\Programs\CapDesk"
  ${EndIf}
  ${If} $INSTDIR == ""
    ReadRegStr $INSTDIR SHCTX "${ENTRY}" "InstallLocation"
  ${EndIf}
  ${If} $INSTDIR == ""
    StrCpy $INSTDIR $0
  ${EndIf}
  StrCpy $Folder "${VERSION}"
  StrCpy $0 1
  ${While} ${FileExists} "$INSTDIR\versions\$Folder\*"
    IntOp $0 $0 + 1
    StrCpy $Folder "${VERSION}-$0"
  ${EndWhile}
FunctionEnd

Function CopyVersion
  ClearErrors
  SetOutPath "$INSTDIR\versions\$Folder"
  File /r "${PAYLOAD}/*"
  SetOutPath "$INSTDIR"
  ${If} ${Errors}
  ${OrIfNot} ${FileExists} "$INSTDIR\versions\$Folder\capdeskw.exe"
  ${OrIfNot} ${FileExists} "$INSTDIR\versions\$Folder\capdesk.exe"
    RMDir /r "$INSTDIR\versions\$Folder"
    ${Stop} ${EXIT_FAILED} "CapDesk could not be copied to $INSTDIR. Is there space, \
      and may you write there? What was installed before still works."
  ${EndIf}
FunctionEnd

; A program that runs can be renamed, not replaced; the old name is then free.
!macro ReplaceLauncher NAME
  Delete "$INSTDIR\${NAME}.old"
  Rename "$INSTDIR\${NAME}" "$INSTDIR\${NAME}.old"
  File "/oname=${NAME}" "${LAUNCHERS}/${NAME}"
  Delete "$INSTDIR\${NAME}.old"
!macroend

Function SwitchToVersion
  SetOutPath "$INSTDIR"
  !insertmacro ReplaceLauncher "capdesk.exe"
  !insertmacro ReplaceLauncher "capdeskw.exe"
  ClearErrors
  FileOpen $0 "$INSTDIR\current.new" w
  FileWrite $0 "$Folder"
  FileClose $0
  System::Call 'kernel32::MoveFileExW(w "$INSTDIR\current.new", w "$INSTDIR\current", \
    i ${MOVE_REPLACING_AND_WRITING_THROUGH}) i .r0'
  ${If} ${Errors}
  ${OrIf} $0 = 0
    ${Stop} ${EXIT_FAILED} "CapDesk could not switch to the new version in $INSTDIR. \
      What was installed before still works."
  ${EndIf}
FunctionEnd

; Give the shortcut the id that CapDesk's window has, so that both share a place on the
; taskbar. Where a shell cannot keep it, the shortcut works without.
Function NameShortcut
  !insertmacro ComHlpr_CreateInProcInstance ${CLSID_ShellLink} ${IID_IShellLink} r0 ""
  ${If} $0 P<> 0
    ${IUnknown::QueryInterface} $0 '("${IID_IPersistFile}", .r1)'
    ${If} $1 P<> 0
      ${IPersistFile::Load} $1 '("${SHORTCUT}", ${STGM_READWRITE})'
      ${IUnknown::QueryInterface} $0 '("${IID_IPropertyStore}", .r2)'
      ${If} $2 P<> 0
        System::Call '*(&t64 "${APP_ID}") p .r3'
        System::Call '*${SYSSTRUCT_PROPERTYKEY}(${PKEY_AppUserModel_ID}) p .r4'
        System::Call '*(&i2 ${VT_LPWSTR}, &i6, p r3, p) p .r5'
        ${IPropertyStore::SetValue} $2 '($4, $5)'
        ${IPropertyStore::Commit} $2 ""
        System::Free $5
        System::Free $4
        System::Free $3
        ${IUnknown::Release} $2 ""
        ${IPersistFile::Save} $1 '("${SHORTCUT}", 1)'
      ${EndIf}
      ${IUnknown::Release} $1 ""
    ${EndIf}
    ${IUnknown::Release} $0 ""
  ${EndIf}
FunctionEnd

Function EnterIntoSystem
  CreateShortcut "${SHORTCUT}" "$INSTDIR\capdeskw.exe" "" "$INSTDIR\capdeskw.exe" 0 \
    SW_SHOWNORMAL "" "Enter leads and send them"
  Call NameShortcut
  WriteRegStr SHCTX "${ENTRY}" "DisplayName" "CapDesk"
  WriteRegStr SHCTX "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayIcon" "$INSTDIR\capdeskw.exe,0"
  WriteRegStr SHCTX "${ENTRY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${ENTRY}" "NoModify" 1
  WriteRegDWORD SHCTX "${ENTRY}" "NoRepair" 1
  ${GetSize} "$INSTDIR\versions\$Folder" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${ENTRY}" "EstimatedSize" $0
FunctionEnd

Function RemoveOlderVersions
  FindFirst $0 $1 "$INSTDIR\versions\*"
  ${While} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
    ${AndIf} $1 != $Folder
      !insertmacro RemoveVersion
    ${EndIf}
    FindNext $0 $1
  ${EndWhile}
  FindClose $0
FunctionEnd

Section
  Call ChooseFolders
  Call CopyVersion
  WriteUninstaller "$INSTDIR\uninstall.exe"
  Call SwitchToVersion
  Call EnterIntoSystem
  Call RemoveOlderVersions
SectionEnd

; ----------------------------------------------------------------------- uninstaller

Function un.onInit
  !insertmacro AllowOneSetupAtATime
  ReadRegStr $0 HKLM "${ENTRY}" "InstallLocation"
  ${If} $0 == $INSTDIR
    !insertmacro BecomeAdministrator "$INSTDIR\uninstall.exe"
    StrCpy $ForEveryone 1
    SetShellVarContext all
  ${Else}
    StrCpy $ForEveryone 0
    SetShellVarContext current
  ${EndIf}
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/PURGE=" $R1
  ${If} ${Errors}
    StrCpy $Purge 0
  ${ElseIf} $R1 == "1"
  ${AndIf} $ForEveryone = 0
    StrCpy $Purge 1
  ${ElseIf} $R1 == "0"
    StrCpy $Purge 0
  ${Else}
    ${Stop} ${EXIT_WRONG_USAGE} "/PURGE=1 deletes the leads of the person who removes \
      their own CapDesk. Nothing was removed."
  ${EndIf}
FunctionEnd

Function un.AskAboutLeads
  !insertmacro MUI_HEADER_TEXT "Remove CapDesk" "What happens to the leads?"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 6u 100% 36u "Leads and settings stay on this computer, also those \
    that were not sent yet. Install CapDesk again to send them."
  Pop $0
  StrCpy $Control 0
  ${If} $ForEveryone = 0
    ${NSD_CreateCheckbox} 0 48u 100% 12u "&Delete all my leads and settings as well, sent or not"
    Pop $Control
    ${If} $Purge = 1
      ${NSD_Check} $Control
    ${EndIf}
  ${EndIf}
  GetDlgItem $0 $HWNDPARENT 1
  ${NSD_SetText} $0 "&Remove"
  nsDialogs::Show
FunctionEnd

Function un.TakeAboutLeads
  ${If} $Control P<> 0
    ${NSD_GetState} $Control $Purge
    ${If} $Purge = ${BST_CHECKED}
      MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "Delete all leads on this \
        computer that you entered? Those that were not sent are lost for good." IDYES +2
      Abort
    ${EndIf}
  ${EndIf}
FunctionEnd

; $R0 becomes 1 if a version runs: a program that runs cannot be opened for writing.
Function un.AskWhetherRunning
  StrCpy $R0 0
  FindFirst $0 $1 "$INSTDIR\versions\*"
  ${While} $1 != ""
    StrCpy $2 "$INSTDIR\versions\$1\capdeskw.exe"
    Call un.AskWhetherFileRuns
    StrCpy $2 "$INSTDIR\versions\$1\capdesk.exe"
    Call un.AskWhetherFileRuns
    FindNext $0 $1
  ${EndWhile}
  FindClose $0
FunctionEnd

Function un.AskWhetherFileRuns
  ${If} ${FileExists} $2
    ClearErrors
    FileOpen $3 $2 a
    ${If} ${Errors}
      StrCpy $R0 1
    ${Else}
      FileClose $3
    ${EndIf}
  ${EndIf}
FunctionEnd

Function un.WaitUntilNothingRuns
  Call un.AskWhetherRunning
  ${While} $R0 = 1
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "CapDesk is open. Quit it, then try \
      again." /SD IDCANCEL IDRETRY +3
    SetErrorLevel ${EXIT_RUNNING}
    Quit
    Call un.AskWhetherRunning
  ${EndWhile}
FunctionEnd

; *Start CapDesk when I sign in* is the person's own setting: it goes if it is about this
; CapDesk. Others' entries cannot be reached from here; Windows passes over them.
Function un.StopStartingAtSignIn
  ReadRegStr $0 HKCU "${RUN}" "CapDesk"
  StrCpy $1 $0 1
  ${If} $1 == '"'
    StrCpy $0 $0 "" 1
  ${EndIf}
  StrLen $1 "$INSTDIR\"
  StrCpy $0 $0 $1
  ${If} $0 == "$INSTDIR\"
    DeleteRegValue HKCU "${RUN}" "CapDesk"
    DeleteRegValue HKCU "${APPROVED}" "CapDesk"
  ${EndIf}
FunctionEnd

Section un.Main
  Call un.WaitUntilNothingRuns
  FindFirst $0 $1 "$INSTDIR\versions\*"
  ${While} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
      !insertmacro RemoveVersion
    ${EndIf}
    FindNext $0 $1
  ${EndWhile}
  FindClose $0
  ; Folders go only if they are empty: whoever put something there keeps it.
  RMDir "$INSTDIR\versions"
  Delete "$INSTDIR\capdesk.exe"
  Delete "$INSTDIR\capdesk.exe.old"
  Delete "$INSTDIR\capdeskw.exe"
  Delete "$INSTDIR\capdeskw.exe.old"
  Delete "$INSTDIR\current"
  Delete "$INSTDIR\current.new"
  Delete "$INSTDIR\uninstall.exe" ; started with _?= it cannot: it lies there until next time
  SetOutPath "$TEMP" ; a folder that a process works in cannot be removed
  RMDir "$INSTDIR"
  Delete "${SHORTCUT}"
  DeleteRegKey SHCTX "${ENTRY}"
  Call un.StopStartingAtSignIn
  ${If} $Purge = 1
    RMDir /r "$LOCALAPPDATA\CapDesk"
  ${EndIf}
SectionEnd
