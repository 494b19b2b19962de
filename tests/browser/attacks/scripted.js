// Texts that would be markup or script if any page took them for that.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { serve } from '../support/service.js';
import { Visitor } from '../support/visitor.js';

const PASSWORD = 'a sentence to sign in with';
const IMAGE = '<img src=x onerror=hit()>';
const NASTY = `"'>${IMAGE}<script>hit()</script>{{7*7}}`;
/// As far as an address may go.
const ODD = "o'{{7*7}}&lt|`hit`@example.org";

export function scripted(world) {
  test('the test sees it when a script runs', async () => {
    const bob = await Visitor.arrive(world.browser, world.dev);
    await waitForHits(bob);
    await bob.page.setContent(IMAGE);
    await assert.rejects(() => assertHarmless(bob));
    await bob.context.close();
  });

  for (const mode of ['dev', 'serve']) {
    test(`what is typed runs nothing in ${mode}`, async () => {
      const service = world[mode];
      const bob = await Visitor.arrive(world.browser, service);
      await waitForHits(bob);
      await typesEverywhere(bob);
      await bob.leave();
    });

    test(`who has an odd name sees it as it is in ${mode}`, async () => {
      const service = world[mode];
      const bob = await Visitor.arrive(world.browser, service, { userAgent: `Mozilla/5.0 ${IMAGE}` });
      Object.assign(bob, { email: ODD, password: PASSWORD });
      await waitForHits(bob);
      await bob.open('/register');
      await bob.submit('/register', { email: ODD, password: PASSWORD });
      const link = await service.link(mode === 'dev' ? ODD.replace(/&/g, '&#38;').replace(/'/g, '&#39;') : ODD, '/verify-email');
      await bob.opensLink(link);
      await bob.submit('/verify-email', { password: PASSWORD });
      await bob.sees('/verify-email', bob.words.confirmed);
      if (mode === 'serve') {
        await bob.enters();
      }
      const paths = ['/account', '/account/delete'];
      for (const path of mode === 'dev' ? [...paths, '/dev/mail'] : paths) {
        await bob.open(path);
        await bob.sees(path, ODD);
        await assertHarmless(bob);
      }
      for (const path of ['/account/sessions', '/account/activity']) {
        await bob.open(path);
        await bob.sees(path);
        await assertHarmless(bob);
      }
      await bob.leave();
    });
  }

  test('a service with an odd name shows it as it is', async (t) => {
    const service = await serve({ BIENVENUE__MAIL__PRODUCT: IMAGE });
    t.after(() => service.end());
    const bob = await Visitor.arrive(world.browser, service);
    await waitForHits(bob);
    for (const path of ['/login', '/register', '/forgot/done', '/verify-email']) {
      await bob.open(path);
      await bob.sees(path, IMAGE);
      await assertHarmless(bob);
    }
    await bob.open('/register');
    await bob.submit('/register', { email: 'bob@example.org', password: PASSWORD });
    const mail = await service.sink.mail('bob@example.org', '/verify-email');
    await bob.leave();
    // The mail, as a reader without any protection shows it.
    const reader = await Visitor.arrive(world.browser, service);
    await waitForHits(reader);
    await reader.page.setContent(mail.html);
    assert.ok(mail.html.includes('&#60;img') || mail.html.includes('&lt;img'), mail.html);
    await assertHarmless(reader);
    await reader.leave();
  });
}

async function waitForHits(visitor) {
  await visitor.context.exposeFunction('hit', () => visitor.troubles.push(`a script ran on ${visitor.page.url()}`));
}

async function assertHarmless(visitor) {
  assert.equal(await visitor.page.locator('img, main script, [onerror]').count(), 0, visitor.page.url());
  assert.deepEqual(visitor.troubles, []);
}

/// Every field of every form for everybody, the address and the cookies.
async function typesEverywhere(bob) {
  const query = encodeURIComponent(NASTY);
  for (const path of [`/login?return_to=${query}`, `/register?return_to=${query}`, `/verify-email?token=${query}`]) {
    await bob.open(path);
    await assertHarmless(bob);
  }
  for (const path of ['/login', '/register', '/forgot', '/resend', '/verify-email', '/reset-password', '/confirm-email']) {
    await bob.open('about:blank');
    await bob.open(`${path}#token=${query}`);
    await assertHarmless(bob);
    const typed = await bob.page.evaluate((text) => {
      const form = document.querySelector('main form');
      form.noValidate = true;
      for (const input of form.querySelectorAll('input:not([type="checkbox"])')) {
        input.type = input.type === 'email' ? 'text' : input.type;
        input.value = text;
      }
      return form.elements.length;
    }, NASTY);
    assert.ok(typed > 1, path);
    await bob.follow('main form button');
    await assertHarmless(bob);
    for (const field of await bob.page.locator('main form [name="email"], main form [name="token"]').all()) {
      assert.equal(await field.inputValue(), NASTY, path);
    }
  }
  const { mode, origin } = bob.service;
  const cookies = ['lang', 'notice', 'device_id', 'session_id'].map((name) => (mode === 'serve' ? `__Host-${name}` : name));
  await bob.context.addCookies(cookies.map((name) => ({ name, value: query, url: origin, secure: mode === 'serve' })));
  await bob.open('/login');
  await bob.sees('/login');
  await bob.page.locator('.languages button').first().evaluate((button, text) => (button.value = text), NASTY);
  await bob.follow('.languages button');
  await assertHarmless(bob);
}
