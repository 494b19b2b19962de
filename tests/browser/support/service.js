// The program, as a learner starts it and as it stands on the internet.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort, run, start, stop } from './process.js';
import { Sink } from './sink.js';

const PROGRAM = process.env.BIENVENUE_BROWSER_PROGRAM;
const tls = fileURLToPath(new URL('../../tls', import.meta.url));
/// The tests are one network, and each has people of its own: only what an account may do is limited.
const ONE_NETWORK = {
  BIENVENUE__THROTTLE__NETWORK_FAILURES: '1000000',
  BIENVENUE__THROTTLE__NETWORK_REQUESTS: '1000000',
  BIENVENUE__THROTTLE__MAILS_PER_MINUTE: '1000000',
};

class Service {
  /// Where its pages are.
  origin;
  #folder;
  #child;
  #taken = new Set();

  async begin(mode, environment) {
    this.mode = mode;
    this.#folder = await mkdtemp(join(tmpdir(), 'bienvenue-browser-'));
    this.environment = { PATH: process.env.PATH, DATABASE_URL: `sqlite:${this.database}`, ...environment };
    await new Promise((resolve, reject) => {
      // `dev` tells where it listens, `serve` writes a line into its log.
      const isReady = (line) => /Listening|"listening"/.test(line);
      this.#child = start([PROGRAM, mode], { cwd: this.#folder, env: this.environment }, (line) => isReady(line) && resolve());
      this.#child.on('exit', (code) => reject(new Error(`bienvenue ${mode} ended with ${code}`)));
    });
    return this;
  }

  get database() {
    return join(this.#folder, 'accounts.db');
  }

  /// Runs a command of the program on the same database.
  command(words, input) {
    return run([PROGRAM, ...words], { cwd: this.#folder, env: this.environment }, input);
  }

  /// Lets time pass for what the database holds: a statement of SQLite.
  pass(statement, ...values) {
    const script = 'import sqlite3,sys; d=sqlite3.connect(sys.argv[1],timeout=10); d.execute(sys.argv[2],sys.argv[3:]); d.commit()';
    return run(['python3', '-c', script, this.database, statement, ...values], {});
  }

  /// The links of an address's next mail that lead to a page, where mails are sent or where they are shown.
  async link(address, page) {
    const text = this.sink ? (await this.sink.mail(address, page)).text : await this.#shown(address, page);
    return text.match(new RegExp(`${this.origin}${page}#token=[\\w-]+`))[0];
  }

  async #shown(address, page) {
    for (let attempt = 0; attempt < 200; attempt++) {
      const text = await (await fetch(`${this.origin}/dev/mail`)).text();
      const mails = text.split('<article>').filter((mail) => mail.includes(`>${address}<`) && mail.includes(page));
      const fresh = mails.find((mail) => !this.#taken.has(mail));
      if (fresh) {
        this.#taken.add(fresh);
        return fresh;
      }
    }
    throw new Error(`no mail to ${address} for ${page}`);
  }

  async end() {
    await stop(this.#child);
    await this.sink?.stop();
    await rm(this.#folder, { recursive: true });
  }
}

/// `bienvenue dev`: takes any password, shows its mails.
export async function dev() {
  const service = new Service();
  const address = `127.0.0.1:${await freePort()}`;
  service.origin = `http://${address}`;
  return service.begin('dev', { BIENVENUE_LISTEN: address });
}

/// `bienvenue serve` at an address of its own, for a proxy to stand in front of it; whoever registers needs no mail.
export async function behindProxy(origin, settings = {}) {
  const service = new Service();
  service.address = `127.0.0.1:${await freePort()}`;
  service.origin = origin;
  return service.begin('serve', {
    BIENVENUE__PUBLIC_URL: origin,
    BIENVENUE_LISTEN: service.address,
    BIENVENUE__TRUSTED_PROXIES: '127.0.0.1',
    BIENVENUE__REGISTRATION__VERIFICATION: 'optional',
    ...ONE_NETWORK,
    ...settings,
  });
}

/// `bienvenue serve` behind TLS, with a mail server.
export async function serve(settings = {}) {
  const service = new Service();
  const port = await freePort();
  service.origin = `https://localhost:${port}`;
  service.sink = await Sink.start();
  return service.begin('serve', {
    BIENVENUE__PUBLIC_URL: service.origin,
    BIENVENUE_LISTEN: `127.0.0.1:${port}`,
    // A test may say where it comes from.
    BIENVENUE__TRUSTED_PROXIES: '127.0.0.1',
    BIENVENUE__TLS__CERTIFICATE: `${tls}/server.pem`,
    BIENVENUE__TLS__KEY: `${tls}/server.key`,
    ...service.sink.settings,
    ...ONE_NETWORK,
    ...settings,
  });
}
