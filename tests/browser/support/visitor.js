// Somebody with a browser: how he looks at pages, and what must never happen while he does.

import assert from 'node:assert/strict';

import { WORDS } from '../words.js';
import { assertAccessible, assertLaidOut } from './inspect.js';

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 800 };

/// Nothing that a page does takes this long, in milliseconds, on a machine that is busy with other things too.
const PATIENCE = 30_000;

export class Visitor {
  /// Whatever a page did that no page of ours does.
  troubles = [];
  #isAstray = false;

  /// `look`: viewport, colorScheme, hasScript, language, and whatever else Playwright lets a browser be.
  static async arrive(browser, service, look = {}) {
    const { hasScript = true, language = 'en', viewport = DESKTOP, colorScheme = 'light', ...more } = look;
    const visitor = new Visitor();
    const options = { viewport, colorScheme, javaScriptEnabled: hasScript, locale: language, ...more };
    visitor.context = await browser.newContext({ baseURL: service.origin, ...options });
    visitor.context.setDefaultTimeout(PATIENCE);
    Object.assign(visitor, { browser, service, look, hasScript, language });
    visitor.context.on('page', (page) => visitor.#watch(page));
    visitor.page = await visitor.context.newPage();
    return visitor;
  }

  #watch(page) {
    if (this.#isAstray) {
      return;
    }
    const origin = this.service.origin;
    page.on('console', (message) => {
      // A page that tells a refusal has the refusal's status, and Chromium says so.
      const isStatus = /^Failed to load resource: the server responded with a status of (4\d\d|503)/.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !(isStatus && message.location().url === page.url())) {
        this.troubles.push(`${page.url()}: ${message.text()}`);
      }
    });
    page.on('pageerror', (error) => this.troubles.push(`${page.url()}: ${error}`));
    page.on('dialog', (dialog) => this.troubles.push(`${page.url()}: a dialog, ${dialog.message()}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(`${origin}/`)) {
        this.troubles.push(`${page.url()} asks for ${request.url()}`);
      }
    });
  }

  /// Opens a page of the service.
  open(path) {
    return this.page.goto(path);
  }

  /// Follows a link of the page, or presses a button: whatever leads to another page.
  async follow(selector) {
    const arrival = this.page.waitForEvent('domcontentloaded');
    const answer = this.page.waitForResponse((response) => isPage(response) && ![302, 303].includes(response.status()));
    await this.page.locator(selector).first().click();
    let [answered] = await Promise.all([answer, arrival]);
    // On a machine that is busy with other things the service says so. He tries again, as the page asks him to.
    for (let attempt = 0; attempt < 20 && answered.status() === 503; attempt++) {
      answered = await this.page.reload();
    }
  }

  /// Fills the form that goes to `action`, by the names of its fields, and sends it.
  async submit(action, fields = {}, button = 'button') {
    const form = `main form[action="${action}"]`;
    await this.fill(form, fields);
    await this.follow(`${form} ${button}`);
  }

  async fill(form, fields) {
    for (const [name, value] of Object.entries(fields)) {
      const input = this.page.locator(`${form} [name="${name}"]`).first();
      await (typeof value === 'boolean' ? input.setChecked(value) : input.fill(value));
    }
  }

  /// Opens a mailed link. Its secret is put into the form and out of sight; without a script he copies it.
  async opensLink(link) {
    const [page, token] = link.match(/(\/[a-z-]+)#token=([\w-]+)/).slice(1);
    // A link to the page where he is already would only scroll.
    await this.open('about:blank');
    await this.open(`${page}#token=${token}`);
    if (this.hasScript) {
      assert.equal(this.path, page, 'the secret stays in the address line');
    } else {
      await this.fill('main form', { token });
    }
  }

  /// Another tab of the same browser, for pages of other sites: what they do is not held against ours.
  strays() {
    this.#isAstray = true;
    return this.context.newPage();
  }

  /// Signs in on the page that asks for it.
  async enters({ email, password } = this) {
    await this.open('/login');
    await this.submit('/login', { email, password });
  }

  /// The same person with another browser, signed in there too.
  async elsewhere(look) {
    const other = await Visitor.arrive(this.browser, this.service, { ...this.look, ...look });
    Object.assign(other, { email: this.email, password: this.password });
    await other.enters();
    return other;
  }

  async isSignedOut() {
    await this.open('/account');
    await this.sees('/login?return_to=%2Faccount', this.words.signIn);
  }

  get words() {
    return WORDS[this.language];
  }

  /// Where he is, with what follows the path.
  get path() {
    return this.page.url().replace(this.service.origin, '');
  }

  /// That he is on this page, that it says this, and that it is well made.
  async sees(path, ...texts) {
    assert.equal(this.path, path);
    assert.equal(await this.page.locator('html').getAttribute('lang'), this.language);
    const shown = await this.page.locator('body').innerText();
    for (const text of texts) {
      assert.ok(text instanceof RegExp ? text.test(shown) : shown.includes(text), `${path} does not say ${text}:\n${shown}`);
    }
    await assertLaidOut(this.page, path);
    if (this.hasScript) {
      await assertAccessible(this.page, path);
    }
  }

  /// Ends, and tells what should not have happened.
  async leave() {
    await this.context.close();
    assert.deepEqual(this.troubles, []);
  }
}

function isPage(response) {
  return response.request().isNavigationRequest() && response.frame().parentFrame() === null;
}
