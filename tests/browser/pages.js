// Each page in each way to look at it: mode, script and language, each on a phone and a desktop, in light and in dark.

import { test } from 'node:test';

import { assertAccessible, assertLaidOut, assertReachable, assertStill } from './support/inspect.js';
import { DESKTOP, PHONE, Visitor } from './support/visitor.js';

/// The narrowest that everything has to fit into (WCAG 1.4.10).
const NARROW = { width: 320, height: 640 };

const OPEN = [
  '/login',
  '/login?return_to=%2Faccount%2Factivity',
  '/register',
  '/register/done',
  '/forgot',
  '/forgot/done',
  '/resend',
  '/resend/done',
  '/verify-email',
  '/verify-email#token=of-a-mail',
  '/reset-password#token=of-a-mail',
  '/confirm-email',
  '/confirm-email#token=of-a-mail',
  '/first-admin#token=of-a-start',
  '/nowhere',
];
const OWN = [
  '/account',
  '/account/email',
  '/account/password',
  '/account/sessions',
  '/account/activity',
  '/account/data',
  '/account/delete',
  '/confirm',
  '/first-admin#token=of-a-start',
  '/admin',
  '/admin/users',
  '/admin/users?q=nobody',
];

export function pages(world) {
  for (const mode of ['dev', 'serve']) {
    for (const hasScript of [true, false]) {
      for (const language of ['en', 'fr']) {
        const told = `${mode}, ${hasScript ? 'script' : 'no script'}, ${language}`;
        test(`every page can be read and used: ${told}`, async () => {
          const look = { language, reducedMotion: 'reduce' };
          const eve = await Visitor.arrive(world.browser, world[mode], look);
          eve.email = `eve-${hasScript}-${language}@example.org`;
          eve.password = 'a sentence to sign in with';
          await world[mode].command(['user', 'add', eve.email], eve.password);
          const inspector = await Inspector.of(eve, hasScript);
          await inspector.inspects(mode === 'dev' ? [...OPEN, '/dev/mail'] : OPEN);
          await world[mode].command(['user', 'grant-admin', eve.email]);
          await eve.enters();
          await eve.follow(`.languages button[value="${language}"]`);
          // A second device, so that there is something to sign out.
          const phone = await eve.elsewhere({ viewport: PHONE });
          const { id } = JSON.parse(await world[mode].command(['user', 'show', eve.email, '--json']));
          await inspector.inspects([...OWN, `/admin/users/${id}`]);
          await phone.leave();
          await eve.leave();
        });
      }
    }
  }
}

/// Looks at pages; without a script by stopping Chromium's only while a page loads, as axe-core is one too.
class Inspector {
  static async of(visitor, hasScript) {
    const inspector = new Inspector();
    const debugged = await visitor.context.newCDPSession(visitor.page);
    inspector.allowScript = (isAllowed) =>
      hasScript ? undefined : debugged.send('Emulation.setScriptExecutionDisabled', { value: !isAllowed });
    return Object.assign(inspector, { visitor, page: visitor.page });
  }

  async inspects(paths) {
    for (const path of paths) {
      await this.allowScript(false);
      await this.visitor.open('about:blank');
      await this.visitor.open(path);
      await this.allowScript(true);
      await this.inspect(path);
    }
  }

  async inspect(path) {
    await this.visitor.sees(this.visitor.path);
    for (const viewport of [NARROW, PHONE, DESKTOP]) {
      await this.page.setViewportSize(viewport);
      await assertLaidOut(this.page, path);
      for (const colorScheme of viewport === NARROW ? [] : ['dark', 'light']) {
        await this.page.emulateMedia({ colorScheme });
        await assertAccessible(this.page, `${path}, ${colorScheme}, ${viewport.width} pixels`);
      }
    }
    await assertReachable(this.page, path);
    await assertStill(this.page, path);
  }
}
