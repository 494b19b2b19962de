// Bienvenue and the example apps behind a real proxy, each with its own file of `examples/`, on one host with TLS.

import { chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort, start, stop } from './process.js';
import { behindProxy } from './service.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const NOBODY = 65_534;
/// Whoever runs the tests as root has these run as nobody: none of them needs more.
const unprivileged = process.getuid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/// How each proxy is started on the text of its example, which is made to listen here.
const PROXIES = {
  nginx: {
    examples: ['nginx.conf'],
    adapt: (port) => [
      ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
      ['accounts.example.org;', 'localhost;'],
      ['/etc/nginx/accounts.pem', 'server.pem'],
      ['/etc/nginx/accounts.key', 'server.key'],
    ],
    around: (text, folder) => `daemon off; pid nginx.pid; worker_processes 1; error_log stderr crit; events {}
      http { access_log off; ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
      ${text} }`,
    command: (program, folder, file) => [program, '-p', folder, '-e', 'stderr', '-c', file],
  },
  // The apps on hosts of their own, which no browser of the tests knows.
  subdomain: {
    examples: ['nginx.conf', 'nginx-subdomain.conf'],
    program: 'nginx',
    adapt: (port) => [
      ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
      ['/etc/nginx/accounts.pem', 'server.pem'],
      ['/etc/nginx/accounts.key', 'server.key'],
      ['/etc/nginx/app.pem', 'server.pem'],
      ['/etc/nginx/app.key', 'server.key'],
    ],
    settings: (port) => ({
      BIENVENUE__PUBLIC_URL: `https://accounts.example.org:${port}`,
      BIENVENUE__COOKIE__DOMAIN: 'example.org',
      BIENVENUE__PAGES__RETURN_TO: `https://app.example.org:${port}`,
    }),
  },
  caddy: {
    examples: ['Caddyfile'],
    adapt: (port) => [
      ['accounts.example.org {', `https://localhost:${port} {\n\tbind 127.0.0.1\n\ttls server.pem server.key`],
    ],
    around: (text) => `{\n\tadmin off\n\tauto_https disable_redirects\n\tlog {\n\t\tlevel ERROR\n\t}\n}\n${text}`,
    command: (program, _folder, file) => [program, 'run', '--adapter', 'caddyfile', '--config', file],
  },
};

export class Proxied {
  /// What the app was sent, request by request: names as they came, and values.
  seen = [];
  #children = [];

  static async start(kind) {
    const proxied = new Proxied();
    try {
      await proxied.#begin(kind, PROXIES[kind]);
    } catch (error) {
      await proxied.end();
      throw error;
    }
    return proxied;
  }

  async #begin(kind, proxy) {
    this.folder = await mkdtemp(join(tmpdir(), `bienvenue-${kind}-`));
    this.port = await freePort();
    const [flask, axum] = [await freePort(), await freePort()];
    this.service = await behindProxy(`https://localhost:${this.port}`, proxy.settings?.(this.port));
    await this.#put('app.py', await readFile(`${root}/examples/flask/app.py`));
    for (const file of ['server.pem', 'server.key']) {
      await this.#put(file, await readFile(`${root}/tests/tls/${file}`));
    }
    await chown(this.folder, unprivileged.uid ?? process.getuid(), unprivileged.gid ?? process.getgid());
    const python = process.env.BIENVENUE_BROWSER_FLASK;
    // It logs each request.
    this.#run([python, '-B', '-m', 'flask', '--app', 'app', 'run', '--port', `${flask}`], { isQuiet: true });
    await this.#recordBefore(flask);
    // It opens the service's database, so it runs as whoever has that.
    this.#children.push(start([process.env.BIENVENUE_BROWSER_AXUM, `sqlite:${this.service.database}`, `127.0.0.1:${axum}`], {}, () => {}));
    const changes = [
      ...proxy.adapt(this.port),
      ['127.0.0.1:5000', this.service.address],
      ['127.0.0.1:8000', `127.0.0.1:${this.#recorder.address().port}`],
      ['127.0.0.1:3000', `127.0.0.1:${axum}`],
    ];
    const texts = await Promise.all(proxy.examples.map((name) => readFile(`${root}/examples/${name}`, 'utf8')));
    let text = texts.join('\n');
    for (const [from, to] of changes) {
      if (!text.includes(from)) {
        throw new Error(`${proxy.examples} has no ${from}`);
      }
      text = text.replaceAll(from, to);
    }
    const { around, command } = PROXIES[proxy.program ?? kind];
    const file = await this.#put('proxy.conf', around(text, this.folder));
    const program = process.env[`BIENVENUE_BROWSER_${(proxy.program ?? kind).toUpperCase()}`];
    this.#run(command(program, this.folder, file));
    await Promise.all([flask, axum, this.port].map((port) => listens(port, this.#children)));
  }

  async #put(name, content) {
    const path = join(this.folder, name);
    await writeFile(path, content);
    await chown(path, unprivileged.uid ?? process.getuid(), unprivileged.gid ?? process.getgid());
    return path;
  }

  #run(command, options = {}) {
    const env = { PATH: process.env.PATH, HOME: this.folder, XDG_DATA_HOME: this.folder, XDG_CONFIG_HOME: this.folder };
    const child = start(command, { cwd: this.folder, env, ...unprivileged, ...options }, () => {});
    child.on('error', (error) => console.error(error.message));
    this.#children.push(child);
  }

  #recorder;

  /// Notes what gets through to the app, and hands it on.
  async #recordBefore(port) {
    this.#recorder = createServer((incoming, answer) => {
      const { method, url, headers, rawHeaders } = incoming;
      this.seen.push({ method, url, headers: rawHeaders.flatMap((name, at) => (at % 2 ? [] : [[name, rawHeaders[at + 1]]])) });
      const onward = httpRequest({ host: '127.0.0.1', port, method, path: url, headers }, (reply) => {
        answer.writeHead(reply.statusCode, reply.headers);
        reply.pipe(answer);
      });
      onward.on('error', () => answer.writeHead(502).end());
      incoming.pipe(onward);
    });
    await new Promise((resolve) => this.#recorder.listen(0, '127.0.0.1', resolve));
  }

  /// A request with exactly these lines in its header, and what came of it.
  async ask(path, lines = [], { method = 'GET', body, host = 'localhost' } = {}) {
    const ca = await readFile(`${root}/tests/tls/ca.pem`);
    const headers = [['Host', `${host}:${this.port}`], ...lines];
    if (body !== undefined) {
      headers.push(['Content-Length', `${Buffer.byteLength(body)}`]);
    }
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', servername: 'localhost', port: this.port, ca, path, method, agent: false, setHost: false };
      const sent = request({ ...options, headers: headers.flat() }, (reply) => {
        const parts = [];
        reply.on('data', (part) => parts.push(part));
        reply.on('end', () => resolve({ status: reply.statusCode, headers: reply.headers, text: Buffer.concat(parts).toString() }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  async end() {
    await Promise.all(this.#children.map(stop));
    this.#recorder?.closeAllConnections();
    await new Promise((resolve) => (this.#recorder ? this.#recorder.close(resolve) : resolve()));
    await this.service?.end();
    await rm(this.folder, { recursive: true });
  }
}

/// Waits until somebody listens, and fails if one of these processes has ended.
async function listens(port, children) {
  for (let attempt = 0; attempt < 600; attempt++) {
    const isThere = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true) || socket.destroy());
      socket.on('error', () => resolve(false));
    });
    const ended = children.find((child) => child.exitCode !== null);
    if (ended) {
      throw new Error(`${ended.spawnargs.join(' ')} ended with ${ended.exitCode}`);
    }
    if (isThere) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nobody listens on ${port}`);
}
