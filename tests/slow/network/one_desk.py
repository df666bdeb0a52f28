"""A desk that sends two leads and tells how much memory the second one took.

Started as `python -m tests.slow.network.one_desk FOLDER URL`. The first lead loads all
that sending needs; the second one meets the fault. It prints one line of JSON.
"""

import asyncio
import json
import re
import sys
from pathlib import Path

from tests.courier.wired_rig import Way, WiredRig

OVERALL_TIMEOUT_S = 4.0
STATUS = Path("/proc/self/status")


async def send_two(folder: Path, url: str) -> dict[str, object]:
    """Send two leads; return what became of the second, and at what peak of memory."""
    async with WiredRig(folder, Way(url, OVERALL_TIMEOUT_S)) as rig:
        rig.start()
        await rig.until_attempted(await rig.capture_payload(b'{"lead": 1}'))
        await rig.quiet()
        before = memory_kb("VmRSS")
        entry = await rig.until_attempted(await rig.capture_payload(b'{"lead": 2}'))
        return {
            "status": entry.status,
            "code": entry.last_code,
            "growth_kb": memory_kb("VmHWM") - before,
        }


def memory_kb(name: str) -> int:
    """Return a figure of this process: what it holds now, or ever held at most, KiB."""
    found = re.search(rf"^{name}:\s+(\d+) kB$", STATUS.read_text(), re.MULTILINE)
    if found is None:
        raise LookupError(name)
    return int(found[1])


if __name__ == "__main__":
    told = asyncio.run(send_two(Path(sys.argv[1]), sys.argv[2]))
    sys.stdout.write(json.dumps(told) + "\n")
