// A real SMTP server, which keeps what it is sent.

import { fileURLToPath } from 'node:url';

import { start, stop } from './process.js';

const tests = fileURLToPath(new URL('../..', import.meta.url));
/// Nothing that a mail takes is longer.
const PATIENCE = 30_000;

export class Sink {
  #mails = [];
  #waiting = new Set();
  #child;

  /// Starts it, with STARTTLS and a user as on the internet.
  static async start() {
    const sink = new Sink();
    sink.port = await new Promise((resolve, reject) => {
      const tls = ['--certificate', `${tests}/tls/server.pem`, '--key', `${tests}/tls/server.key`];
      const command = ['python3', `${tests}/smtp/server.py`, ...tls, '--user', 'accounts', '--password', 'letters'];
      sink.#child = start(command, {}, (line) => {
        const told = JSON.parse(line);
        if (told.port) {
          resolve(told.port);
        } else if (told.mail) {
          sink.#mails.push(told.mail);
          sink.#waiting.forEach((look) => look());
        }
      });
      sink.#child.on('error', reject);
    });
    return sink;
  }

  /// What the program has to be told of it.
  get settings() {
    return {
      BIENVENUE__MAIL__URL: `smtp://accounts:letters@localhost:${this.port}`,
      BIENVENUE__MAIL__FROM: 'Accounts <accounts@example.org>',
      BIENVENUE__MAIL__CA_FILE: `${tests}/tls/ca.pem`,
    };
  }

  /// The next mail to an address whose text or subject has a part; each is handed out once.
  mail(address, part) {
    return new Promise((resolve, reject) => {
      const end = setTimeout(() => finish(reject, new Error(`no mail to ${address} with ${part}`)), PATIENCE);
      const finish = (how, what) => {
        clearTimeout(end);
        this.#waiting.delete(look);
        how(what);
      };
      const look = () => {
        const found = this.#mails.find(
          (mail) => mail.recipients.some((line) => line.includes(`<${address}>`)) && shown(mail).includes(part),
        );
        if (found) {
          this.#mails.splice(this.#mails.indexOf(found), 1);
          finish(resolve, found);
        }
      };
      this.#waiting.add(look);
      look();
    });
  }

  stop() {
    return stop(this.#child);
  }
}

function shown(mail) {
  return `${new Map(mail.headers).get('Subject')}\n${mail.text}`;
}
