// Another site, whose pages a visitor opens while he is signed in to ours.

import { createServer } from 'node:http';

export class OtherSite {
  #pages = new Map();
  #server;

  static async start() {
    const site = new OtherSite();
    site.#server = createServer((request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(site.#pages.get(request.url) ?? '');
    });
    await new Promise((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    site.port = site.#server.address().port;
    return site;
  }

  /// The address of a page with this content. `host` is a name that leads to this machine.
  page(html, host = 'evil.example') {
    const path = `/${this.#pages.size}`;
    this.#pages.set(path, `<!doctype html><title>Another site</title>${html}`);
    return `http://${host}:${this.port}${path}`;
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }
}
