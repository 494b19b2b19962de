// An administrator looks after somebody, and whoever is none sees nothing of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DESKTOP, PHONE, Visitor } from './support/visitor.js';

const PASSWORD = 'a sentence to sign in with';
const LOOKS = [
  { mode: 'dev', viewport: DESKTOP, colorScheme: 'light', hasScript: true, language: 'en' },
  { mode: 'serve', viewport: PHONE, colorScheme: 'dark', hasScript: false, language: 'fr' },
  { mode: 'serve', viewport: DESKTOP, colorScheme: 'dark', hasScript: true, language: 'en' },
];

export function administration(world) {
  for (const [index, { mode, ...look }] of LOOKS.entries()) {
    const told = [mode, `${look.viewport.width} px`, look.colorScheme, look.hasScript ? 'script' : 'no script', look.language];
    test(`an administrator looks after a user: ${told.join(', ')}`, async () => {
      const service = world[mode];
      const [anna, gil] = [`anna${index}@example.org`, `gil${index}@example.org`];
      await service.command(['user', 'add', anna], PASSWORD);
      await service.command(['user', 'add', gil], PASSWORD);
      const user = await Visitor.arrive(world.browser, service, look);
      Object.assign(user, { email: gil, password: PASSWORD });
      await user.enters();
      await user.follow(`.languages button[value="${look.language}"]`);
      const { words } = user;
      await user.open('/admin');
      await user.sees('/admin', words.nowhere);

      await service.command(['user', 'grant-admin', anna]);
      const admin = await Visitor.arrive(world.browser, service, look);
      Object.assign(admin, { email: anna, password: PASSWORD });
      await admin.open('/admin');
      await admin.submit('/login', { email: anna, password: PASSWORD });
      await admin.follow(`.languages button[value="${look.language}"]`);
      await admin.sees('/admin', words.signIns);
      assert.equal(await admin.page.locator('main svg').count(), 6);
      await admin.page.locator('main summary').click();
      await admin.sees('/admin', '23:00');
      await admin.follow('nav a[href="/admin/users"]');
      await admin.page.locator('main [name="q"]').fill(gil.toUpperCase());
      await admin.follow('main [role="search"] button');
      await admin.sees(`/admin/users?q=${encodeURIComponent(gil.toUpperCase())}`, gil, words.active);
      await admin.follow(`main a:has-text("${gil}")`);
      const page = admin.path;
      await admin.sees(page, gil, words.active);

      await admin.follow('main button[value="disable"]');
      await admin.sees(page, words.userDisabled);
      await user.isSignedOut();
      await user.enters();
      await user.sees('/login', words.wrong);
      await admin.follow('main button[value="enable"]');
      await admin.sees(page, words.userEnabled);
      await user.enters();
      await user.sees('/account', gil);
      await admin.follow('main button[value="send_reset"]');
      await admin.sees(page, words.resetSent);
      await service.link(gil, '/reset-password');
      await admin.open(page);
      await admin.follow('main li button[value="end_session"]');
      await admin.sees(page, words.deviceEnded);
      await user.isSignedOut();

      await service.command(['user', 'grant-admin', gil]);
      await service.command(['user', 'revoke-admin', anna]);
      await admin.open(page);
      await admin.sees(page, words.nowhere);
      await Promise.all([admin.leave(), user.leave()]);
    });
  }
}
