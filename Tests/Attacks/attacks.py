"""Attacks on `walkthrough`: see Tests/Attacks/run."""

import os
import random
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

WALKTHROUGH = os.path.abspath(sys.argv[1])
SCALE = float(sys.argv[2]) if len(sys.argv) > 2 else 1
LIMIT = 10
random.seed(7)


def chapter(word, prose=""):
    return (
        f"---\ntitle: A test\nsummary: S.\nseed: 3\n---\n\n{prose}\n\n```swift\n"
        f"//| label: fig-line\n//| alt: A line.\nprint(\"{word}\")\n"
        f"Plot(\"{word}\", x: Axis(\"x\"), y: Axis(\"y\")) {{ Line(0..<3, 0..<3) }}\n```\n"
    )


class Attack:
    """A folder of two chapters, and the counts of tries on it."""

    def __init__(self, name, is_linked=False):
        self.name, self.tries, self.failures, self.longest = name, 0, [], 0
        self.folder = tempfile.mkdtemp(prefix="attack-")
        os.mkdir(self.path("Chapters"))
        if is_linked:
            os.mkdir(self.path("real"))
            os.symlink("real", self.path("site"))

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        try:
            with open(self.path(name), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return ""

    def write(self, number, word, prose=""):
        # As editors do: aside, then renamed.
        with open(self.path("aside"), "w", encoding="utf-8") as file:
            file.write(chapter(word, prose))
        os.rename(self.path("aside"), self.path(f"Chapters/0{number}-test.md"))

    def start(self, *arguments):
        return subprocess.Popen(
            [WALKTHROUGH, *arguments], cwd=self.folder, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)

    def run(self, *arguments):
        began = time.monotonic()
        process = self.start(*arguments)
        output = process.communicate()[0]
        self.time(began)
        return process.returncode, output

    def time(self, began):
        self.longest = max(self.longest, time.monotonic() - began)

    def expect(self, is_right, words):
        if not is_right:
            self.failures.append(words)

    def printed(self, number):
        """The word that the published page's run printed; None where record and page differ."""
        record = self.read(f"site/0{number}-test/run.json")
        page = self.read(f"site/0{number}-test/index.html")
        found = re.search(r'"printed" : \{\s*"_0" : "(\w+)\\n"', record)
        if not found or not page.endswith("</html>\n"):
            return None
        return found[1] if found[1] in page else None

    def wait(self, condition, seconds=60):
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if condition():
                self.time(began)
                return True
            time.sleep(0.05)
        self.time(began)
        return False

    def serve(self):
        process = self.start("serve", "--port", "0")
        line = process.stdout.readline()
        self.port = int(re.search(r":(\d+)/", line)[1])
        urllib.request.urlopen(f"http://127.0.0.1:{self.port}/").read()
        return process

    def finish(self):
        remains = [name for name in os.listdir(self.folder) if name.startswith(".site")]
        self.expect(not remains, f"remains: {remains}")
        slow = " (more than 10 s)" if self.longest > LIMIT else ""
        print(f"{self.name}: {self.tries} tries, {len(self.failures)} failed, the longest "
              f"{self.longest:.1f} s{slow}", flush=True)
        for failure in self.failures[:5]:
            print(f"  {failure}")
        shutil.rmtree(self.folder, ignore_errors=True)
        return not self.failures and not slow


def count(number):
    return max(3, round(number * SCALE))


def stop(process):
    process.send_signal(signal.SIGINT)
    return process.wait(30)


def pairs():
    """Two commands at once on one site: what each of them publishes stays."""
    attack = Attack("pairs at once")
    words = {1: ["one", "uno"], 2: ["two", "due"]}
    for number in words:
        for word in words[number]:
            attack.write(number, word)
            for other in words:
                if other != number:
                    attack.write(other, words[other][0])
            attack.run("run")
    kinds = ["run", "render", "serve"]
    for round in range(count(40)):
        kind = kinds[round % 3]
        attack.tries += 1
        word = {number: words[number][round // 3 % 2] for number in words}
        began = time.monotonic()
        if kind == "serve":
            server = attack.serve()
            attack.write(2, word[2], f"Round {round}.")
            attack.write(1, word[1])
            process = attack.start("run", "1")
            output = process.communicate()[0]
            attack.expect(process.returncode == 0, f"{round} {kind}: {output}")
            is_there = attack.wait(
                lambda: attack.printed(2) == word[2]
                and f"Round {round}." in attack.read("site/02-test/index.html"), 20)
            attack.expect(is_there, f"{round} {kind}: the edit is not published")
            attack.expect(stop(server) == 0, f"{round}: serve failed")
        else:
            attack.write(1, word[1])
            if kind == "run":
                attack.write(2, word[2])
            word[2] = word[2] if kind == "run" else attack.printed(2)
            both = [attack.start("run", "1"),
                    attack.start(*(["run", "2"] if kind == "run" else ["render"]))]
            for process in both:
                output = process.communicate()[0]
                # A render before the run finds code without a run.
                is_early = kind == "render" and "walkthrough run 01-test" in output
                attack.expect(process.returncode == 0 or is_early, f"{round} {kind}: {output}")
        attack.time(began)
        for number in words:
            attack.expect(attack.printed(number) == word[number],
                          f"{round} {kind}: 0{number} shows {attack.printed(number)}")
        index = attack.read("site/index.html")
        attack.expect(all(f"0{number}-test/index.html" in index for number in words),
                      f"{round} {kind}: a chapter is missing from the index")
    return attack.finish()


def undos():
    """An edit that is taken back while its page is written: the site has what the file says, and later edits stay."""
    attack = Attack("undos under serve")
    attack.write(1, "after")
    attack.write(2, "two")
    attack.run("run")
    attack.write(1, "before")
    attack.run("run")
    server = attack.serve()
    for round in range(count(40)):
        attack.tries += 1
        attack.write(1, "after")
        time.sleep(random.uniform(0.05, 4))
        attack.write(1, "before", f"Undone {round}.")
        is_there = attack.wait(
            lambda: attack.printed(1) == "before"
            and f"Undone {round}." in attack.read("site/01-test/index.html"), 20)
        attack.expect(is_there, f"{round}: the site shows {attack.printed(1)}")
        time.sleep(random.uniform(0, 1))
        attack.expect(attack.printed(1) == "before", f"{round}: later {attack.printed(1)}")
    attack.expect(stop(server) == 0, "serve failed")
    return attack.finish()


def kills():
    """Runs killed at any instant, on a site that is a link: the old site or the new one is there, whole."""
    attack = Attack("kills on a linked site", is_linked=True)
    editions, seconds = {}, 1
    attack.write(2, "two")

    def content():
        files = {}
        for folder, _, names in os.walk(attack.path("real")):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    files[os.path.relpath(file.name, attack.folder)] = file.read()
        return files

    for word in ["one", "uno", "one", "uno"]:
        attack.write(1, word)
        began = time.monotonic()
        status, output = attack.run("run")
        seconds = time.monotonic() - began
        attack.expect(status == 0, output)
        now = content()
        attack.expect(editions.setdefault(word, now) == now, f"{word}: not the same bytes")
    seen = {"one": 0, "uno": 0}
    for round in range(count(100)):
        attack.tries += 1
        word = ["one", "uno"][round % 2]
        attack.write(1, word)
        process = attack.start("run")
        if round % 3 == 2:
            # Just after the publication, while the old site is cleared away.
            while process.poll() is None and f'"{word}\\n"' not in attack.read("site/01-test/run.json"):
                time.sleep(0.001)
            time.sleep(random.uniform(0, 0.02))
        else:
            time.sleep(random.uniform(0, 1.1 * seconds))
        process.send_signal([signal.SIGKILL, signal.SIGINT, signal.SIGTERM][round // 2 % 3])
        process.communicate()
        now = content()
        found = [edition for edition in editions if editions[edition] == now]
        attack.expect(found, f"{round}: neither the old site nor the new one")
        for edition in found:
            seen[edition] += 1
        attack.expect(os.readlink(attack.path("site")) == "real", f"{round}: the link is gone")
        if round % 10 == 9:
            attack.run("list")
            remains = [name for name in os.listdir(attack.folder) if name.startswith(".real.")]
            attack.expect(not remains, f"{round}: {remains}")
            status, output = attack.run("run")
            attack.expect(status == 0 and content() == editions[word], f"{round}: {output}")
    attack.write(1, "one")
    status, output = attack.run("run")
    attack.expect(status == 0 and content() == editions["one"], f"at the end: {output}")
    attack.expect(all(seen.values()), f"no kill came after a publication: {seen}")
    return attack.finish()


def new_chapters():
    """The same new chapter run by three processes at once: each finds its executable."""
    attack = Attack("a new chapter, three times at once")
    for round in range(count(20)):
        attack.tries += 1
        attack.write(1, f"new{os.getpid()}x{round}")
        began = time.monotonic()
        for process in [attack.start("run", "1") for _ in range(3)]:
            output = process.communicate()[0]
            attack.expect(process.returncode == 0, f"{round}: {output}")
        attack.time(began)
        attack.expect(attack.printed(1) == f"new{os.getpid()}x{round}", f"{round}: another page")
    return attack.finish()


def half_open():
    """Readers beside a thousand connections on which no request comes: each is answered within two seconds."""
    attack = Attack("readers beside 1,000 half-open connections")
    attack.write(1, "one")
    attack.run("run")
    server = attack.serve()
    address = ("127.0.0.1", attack.port)
    beginnings = [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n1"]
    slowest = 0
    for round in range(count(20)):
        attack.tries += 1
        clients = []
        for index in range(1000):
            client = socket.create_connection(address)
            client.send(beginnings[index % 4])
            clients.append(client)
        for _ in range(3):
            began = time.monotonic()
            page = urllib.request.urlopen(f"http://127.0.0.1:{attack.port}/", timeout=60).read()
            attack.time(began)
            slowest = max(slowest, time.monotonic() - began)
            attack.expect(b"01-test" in page, f"{round}: another page")
        for client in clients:
            client.close()
    attack.expect(slowest < 2, f"a reader was answered after {slowest:.1f} s")
    attack.expect(stop(server) == 0, "serve failed")
    return attack.finish()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    chosen = sys.argv[3:] or ["pairs", "undos", "kills", "new_chapters", "half_open"]
    results = [globals()[name]() for name in chosen]
    sys.exit(0 if all(results) else 1)
