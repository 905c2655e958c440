"""A stand-in for the supervisor: starts one web child on a pipe and waits."""

import os
import subprocess
import sys


def main() -> None:
    ours, theirs = os.pipe()[::-1]
    command = [sys.executable, "-m", "tests.flow.web_child", str(theirs), sys.argv[1]]
    with subprocess.Popen(command, pass_fds=(theirs,)) as child:
        os.close(theirs)
        child.wait()
    os.close(ours)


if __name__ == "__main__":
    main()
