/* Stands for a frozen CapDesk: says its version, and reads its parts when it needs them.
 *
 *   capdesk.exe WORDS...     prints VERSION and its command line; ends with code 7
 *   capdesk.exe setup PATH   as the next, but looks like a CapDesk Setup to others
 *   capdesk.exe hold PATH    says PATH.ready, waits for PATH.go, then copies _internal\part
 *                            from beside it to PATH.part, as a module that is imported late
 */

#include <windows.h>

#include <stdio.h>
#include <wchar.h>

#define STEP_MS 20
#define PATIENCE_STEPS 3000

static FILE *open_beside(const wchar_t *path, const wchar_t *suffix, const wchar_t *mode)
{
    wchar_t name[MAX_PATH];
    _snwprintf(name, MAX_PATH, L"%ls%ls", path, suffix);
    return _wfopen(name, mode);
}

static int hold(const wchar_t *self, const wchar_t *path)
{
    wchar_t folder[MAX_PATH];
    char part[64] = "missing";
    FILE *go = NULL;
    wcscpy(folder, self);
    *wcsrchr(folder, L'\\') = L'\0';
    fclose(open_beside(path, L".ready", L"w"));
    for (int i = 0; !go && i < PATIENCE_STEPS; i++) {
        Sleep(STEP_MS);
        go = open_beside(path, L".go", L"r");
    }
    if (!go)
        return 3;
    fclose(go);
    FILE *from = open_beside(folder, L"\\_internal\\part", L"r");
    if (from) {
        fgets(part, sizeof part, from);
        fclose(from);
    }
    FILE *to = open_beside(path, L".part.new", L"w");
    fputs(part, to);
    fclose(to);
    wchar_t written[MAX_PATH], finished[MAX_PATH];
    _snwprintf(written, MAX_PATH, L"%ls.part.new", path);
    _snwprintf(finished, MAX_PATH, L"%ls.part", path);
    return MoveFileW(written, finished) ? 0 : 4;
}

int wmain(int count, wchar_t **words)
{
    wchar_t self[MAX_PATH];
    GetModuleFileNameW(NULL, self, MAX_PATH);
    if (count == 3 && !wcscmp(words[1], L"setup"))
        CreateMutexW(NULL, FALSE, L"CapDeskSetup");
    if (count == 3 && (!wcscmp(words[1], L"hold") || !wcscmp(words[1], L"setup")))
        return hold(self, words[2]);
    printf("%s", VERSION);
    for (int i = 1; i < count; i++)
        printf("|%ls", words[i]);
    printf("\n");
    return 7;
}
