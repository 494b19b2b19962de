"""A small SMTP server on loopback for tests. It can misbehave. Python's standard library is all that it needs.

It writes JSON, one object on each line of standard output: first {"port": …}, then {"command": …, "tls": …} for each line
that it is sent outside of a mail's content (AUTH without its secret), and {"mail": …} for each mail that it takes, which is
decoded here by Python's parser, so that not only the library that wrote it thinks that it can be read.

A line on standard input is the mode from then on. It ends when its standard input does, after those who are connected have
gone, so that it never outlives a test.
"""

import argparse
import base64
import email
import email.policy
import json
import os
import socket
import ssl
import sys
import threading
import time

MODES = [
    "normal",
    "closed",  # has its port and does not listen, until it is told another mode
    "slow",  # waits for --delay seconds before each answer
    "quiet",  # takes connections and never greets
    "busy",  # greets with 421
    "no-starttls",  # offers no STARTTLS, as if somebody in between had cut it out
    "inject",  # somebody in between puts answers behind the consent to STARTTLS
    "refuse-sender",  # 550 to MAIL
    "refuse-recipient",  # 550 to RCPT
    "refuse-relay",  # 554 5.7.1 to RCPT
    "refuse-content",  # 554 to the content, quoting all of it
    "greylist",  # 451 to the first --count RCPTs
    "full",  # 452 to RCPT
    "drop",  # closes in the middle of DATA
    "drop-after-data",  # closes instead of the last answer
    "out-of-order",  # answers DATA as if the content were there already
]

WRITE = threading.Lock()


def tell(event):
    with WRITE:
        print(json.dumps(event), flush=True)


class Options:
    """What the arguments say, and what all connections share."""

    def __init__(self):
        parser = argparse.ArgumentParser(description=__doc__)
        parser.add_argument("--mode", choices=MODES, default="normal")
        parser.add_argument("--tls", choices=["starttls", "implicit", "off"], default="starttls")
        parser.add_argument("--certificate")
        parser.add_argument("--key")
        parser.add_argument("--user", help="asks for this user and --password, by AUTH PLAIN")
        parser.add_argument("--password", default="")
        parser.add_argument("--delay", type=float, default=0.1)
        parser.add_argument("--count", type=int, default=1)
        self.__dict__.update(vars(parser.parse_args()))
        self.context = None
        if self.certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(self.certificate, self.key)
        self.lock = threading.Lock()

    def is_grey(self):
        with self.lock:
            self.count -= 1
            return self.count >= 0


class Gone(Exception):
    """The other side has closed the connection, or we have."""


class Connection:
    """One conversation."""

    def __init__(self, stream, options):
        self.stream, self.options = stream, options
        self.unread = b""
        self.has_tls = False
        self.user = self.sender = None
        self.recipients = []

    def run(self):
        try:
            if self.options.tls == "implicit":
                self.begin_tls()
            if self.options.mode == "quiet":
                while self.stream.recv(4096):
                    pass
                return
            if self.options.mode == "busy":
                return self.answer("421 4.3.2 come back later")
            self.answer("220 localhost ESMTP for tests")
            while True:
                self.obey(self.line().decode("latin-1"))
        except (Gone, OSError):
            pass
        finally:
            self.stream.close()

    def begin_tls(self):
        self.stream = self.options.context.wrap_socket(self.stream, server_side=True)
        self.unread, self.has_tls = b"", True

    def line(self):
        while b"\r\n" not in self.unread:
            received = self.stream.recv(65536)
            if not received:
                raise Gone
            self.unread += received
        line, self.unread = self.unread.split(b"\r\n", 1)
        return line

    def answer(self, *lines):
        if self.options.mode == "slow":
            time.sleep(self.options.delay)
        self.stream.sendall("".join(line + "\r\n" for line in lines).encode())

    def obey(self, line):
        words = line.split(" ")
        verb = words[0].upper()
        tell({"command": " ".join(words[:2]) if verb == "AUTH" else line, "tls": self.has_tls})
        handler = getattr(self, "on_" + verb.lower(), None)
        if handler is None:
            self.answer("502 5.5.1 not known here")
        elif verb in ("MAIL", "RCPT", "DATA") and self.options.user and self.user is None:
            self.answer("530 5.7.0 sign in first")
        else:
            handler(line)

    def on_ehlo(self, line):
        extensions = ["localhost", "8BITMIME", "ENHANCEDSTATUSCODES"]
        if self.options.tls == "starttls" and not self.has_tls and self.options.mode != "no-starttls":
            extensions.append("STARTTLS")
        if self.options.user:
            extensions.append("AUTH PLAIN")
        self.answer(*["250-" + name for name in extensions[:-1]], "250 " + extensions[-1])

    def on_starttls(self, line):
        if self.options.mode == "inject":
            forged = ["250-localhost", "250 AUTH PLAIN", "235 2.7.0 welcome", "250 2.1.0 ok", "250 2.1.5 ok"]
            self.answer("220 2.0.0 go on", *forged, "354 go on", "250 2.0.0 queued")
        else:
            self.answer("220 2.0.0 go on")
        self.begin_tls()

    def on_auth(self, line):
        words = line.split(" ")
        secret = words[2] if len(words) > 2 else ""
        given = base64.b64decode(secret).decode().split("\0")
        if given[1:] == [self.options.user, self.options.password]:
            self.user = given[1]
            self.answer("235 2.7.0 welcome")
        else:
            self.answer("535 5.7.8 wrong user or password: " + " ".join(given))

    def on_mail(self, line):
        if self.options.mode == "refuse-sender":
            return self.answer("550 5.7.1 you may not send from there")
        self.sender, self.recipients = line, []
        self.answer("250 2.1.0 ok")

    def on_rcpt(self, line):
        mode = self.options.mode
        if mode == "refuse-recipient":
            return self.answer("550 5.1.1 nobody of that name: " + line)
        if mode == "refuse-relay":
            return self.answer("554 5.7.1 relay access denied: " + line)
        if mode == "full":
            return self.answer("452 4.2.2 mailbox full")
        if mode == "greylist" and self.options.is_grey():
            return self.answer("451 4.7.1 come back later")
        self.recipients.append(line)
        self.answer("250 2.1.5 ok")

    def on_data(self, line):
        if self.options.mode == "out-of-order":
            return self.answer("250 2.0.0 queued")
        self.answer("354 go on")
        lines = []
        while (line := self.line()) != b".":
            if self.options.mode == "drop":
                raise Gone
            lines.append(line[1:] if line.startswith(b".") else line)
        content = b"".join(line + b"\r\n" for line in lines)
        if self.options.mode == "drop-after-data":
            raise Gone
        if self.options.mode == "refuse-content":
            said = decoded(content)
            return self.answer("554 5.6.0 a bad link: " + " ".join((said["text"] + said["html"]).split())[:900])
        mail = {"sender": self.sender, "recipients": self.recipients, "tls": self.has_tls, "user": self.user}
        tell({"mail": {**mail, **decoded(content)}})
        self.answer("250 2.0.0 queued")

    def on_rset(self, line):
        self.sender, self.recipients = None, []
        self.answer("250 2.0.0 ok")

    def on_noop(self, line):
        self.answer("250 2.0.0 ok")

    def on_quit(self, line):
        self.answer("221 2.0.0 bye")
        raise Gone


def decoded(content):
    """A mail as its reader sees it."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
    return {
        "raw": content.decode("latin-1"),
        "type": mail.get_content_type(),
        "headers": [[name, str(value)] for name, value in mail.items()],
        "text": parts.get("text/plain", ""),
        "html": parts.get("text/html", ""),
        "defects": [str(defect) for part in mail.walk() for defect in part.defects],
    }


def main():
    options = Options()
    # Bound at once, so that a port that does not listen is nobody else's.
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    threads = []

    def accept():
        while True:
            stream, _ = listener.accept()
            thread = threading.Thread(target=Connection(stream, options).run, daemon=True)
            threads.append(thread)
            thread.start()

    accepting = threading.Thread(target=accept, daemon=True)

    def listen():
        if options.mode != "closed" and not accepting.is_alive():
            listener.listen()
            accepting.start()

    listen()
    tell({"port": listener.getsockname()[1]})
    for line in sys.stdin:
        options.mode = line.strip()
        listen()
    for thread in list(threads):
        thread.join(timeout=5)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
