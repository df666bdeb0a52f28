/* Starts the CapDesk that the file `current` names.
 *
 * Shortcuts, pins on the taskbar and IT's scripts need a path that outlives an upgrade,
 * while each version lies in a folder of its own. Compiled twice: capdesk.exe waits and
 * hands on the exit code, capdeskw.exe (WINDOWED) has no console and ends at once.
 */

#include <windows.h>

#include <stdarg.h>
#include <stdio.h>
#include <wchar.h>

#define PATH_CHARS 32768 /* the longest path and the longest command line of Windows */
#define NAME_CHARS 64
#define TRIES 3 /* an upgrade may take the folder away between reading and starting */
#define COULD_NOT_START 1

#ifdef WINDOWED
#define PROGRAM L"capdeskw.exe"
#else
#define PROGRAM L"capdesk.exe"
#endif

static wchar_t home[PATH_CHARS];
static wchar_t program[PATH_CHARS];
static wchar_t command_line[PATH_CHARS];

/* Join the parts, or say that they do not fit. */
static BOOL print(wchar_t *into, const wchar_t *format, ...)
{
    va_list parts;
    va_start(parts, format);
    int length = _vsnwprintf(into, PATH_CHARS, format, parts);
    va_end(parts);
    return length >= 0 && length < PATH_CHARS;
}

/* Find the folder this launcher lies in. */
static BOOL find_home(void)
{
    DWORD length = GetModuleFileNameW(NULL, home, PATH_CHARS);
    if (length == 0 || length == PATH_CHARS)
        return FALSE;
    *wcsrchr(home, L'\\') = L'\0';
    return TRUE;
}

/* Find the program of the current version. A name that could lead elsewhere is refused. */
static BOOL find_program(void)
{
    static wchar_t path[PATH_CHARS];
    char name[NAME_CHARS + 1];
    DWORD length = 0;
    if (!print(path, L"%ls\\current", home))
        return FALSE;
    HANDLE file = CreateFileW(path, GENERIC_READ,
                              FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                              NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return FALSE;
    BOOL was_read = ReadFile(file, name, NAME_CHARS, &length, NULL);
    CloseHandle(file);
    if (!was_read || length == 0 || name[0] == '.')
        return FALSE;
    for (DWORD i = 0; i < length; i++)
        if (!((name[i] >= '0' && name[i] <= '9') || (name[i] >= 'a' && name[i] <= 'z') ||
              name[i] == '.' || name[i] == '-'))
            return FALSE;
    name[length] = '\0';
    return print(program, L"%ls\\versions\\%hs\\" PROGRAM, home, name);
}

/* Return what follows the program's own name on the command line, as it was typed. */
static const wchar_t *arguments(void)
{
    const wchar_t *rest = GetCommandLineW();
    BOOL quoted = FALSE;
    for (; *rest && (quoted || (*rest != L' ' && *rest != L'\t')); rest++)
        if (*rest == L'"')
            quoted = !quoted;
    return rest;
}

static BOOL start(PROCESS_INFORMATION *child)
{
    STARTUPINFOW startup;
    /* Handed on as it came: it holds redirected streams and the shortcut it came from. */
    GetStartupInfoW(&startup);
    for (int i = 0; i < TRIES; i++) {
        if (!find_program() ||
            !print(command_line, L"\"%ls\"%ls", program, arguments()))
            return FALSE;
        if (CreateProcessW(program, command_line, NULL, NULL, TRUE, CREATE_SUSPENDED,
                           NULL, NULL, &startup, child))
            return TRUE;
    }
    return FALSE;
}

#ifdef WINDOWED

static void say(const wchar_t *text)
{
    MessageBoxW(NULL, text, L"CapDesk", MB_ICONERROR);
}

static int see_off(PROCESS_INFORMATION *child)
{
    AllowSetForegroundWindow(child->dwProcessId);
    ResumeThread(child->hThread);
    return 0;
}

#else

static void say(const wchar_t *text)
{
    fwprintf(stderr, L"%ls\n", text);
}

/* Ctrl+C reaches the child by itself; it decides what to do, and then so do we. */
static BOOL WINAPI leave_it_to_the_child(DWORD event)
{
    (void)event;
    return TRUE;
}

static int see_off(PROCESS_INFORMATION *child)
{
    DWORD code = COULD_NOT_START;
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    /* Whoever ends the launcher means the program. */
    HANDLE job = CreateJobObjectW(NULL, NULL);
    limits.BasicLimitInformation.LimitFlags =
        JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
    SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits);
    AssignProcessToJobObject(job, child->hProcess);
    SetConsoleCtrlHandler(leave_it_to_the_child, TRUE);
    ResumeThread(child->hThread);
    WaitForSingleObject(child->hProcess, INFINITE);
    GetExitCodeProcess(child->hProcess, &code);
    return (int)code;
}

#endif

int wmain(void)
{
    PROCESS_INFORMATION child;
    if (!find_home() || !start(&child)) {
        say(L"CapDesk could not be started, as a part of it is missing. Install it again; "
            L"the leads on this computer stay where they are.");
        return COULD_NOT_START;
    }
    return see_off(&child);
}
