// Makes the pictures in docs/pages: each page on a desktop in light, and on a phone in dark.
//
// `node pictures.js FOLDER`

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { launch } from './support/browser.js';
import { serve } from './support/service.js';
import { Visitor } from './support/visitor.js';

const LOOKS = {
  '': { viewport: { width: 1100, height: 760 }, colorScheme: 'light' },
  '-phone': { viewport: { width: 390, height: 800 }, colorScheme: 'dark' },
};
const LINUX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
const HOUR = 3_600_000_000;

const [folder] = process.argv.slice(2);
const browser = await launch();
try {
  await taking(takeAll);
  await taking(takeAdministration);
  const brand = fileURLToPath(new URL('./support/brand/', import.meta.url));
  await taking(takeBrand, {
    BIENVENUE__MAIL__PRODUCT: 'Globex',
    BIENVENUE__PAGES__LOGO: `${brand}logo.svg`,
    BIENVENUE__PAGES__ACCENT: '#b3261e',
    BIENVENUE__PAGES__TEXTS_EN: `${brand}en.toml`,
    BIENVENUE__PAGES__TERMS: 'https://example.org/terms',
    BIENVENUE__PAGES__PRIVACY: '/privacy',
  });
} finally {
  await browser.close();
}

async function taking(take, settings) {
  const service = await serve(settings);
  try {
    await take(service);
  } finally {
    await service.end();
  }
}

async function takeAll(service) {
  const bob = await Visitor.arrive(browser, service, { userAgent: LINUX, reducedMotion: 'reduce' });
  Object.assign(bob, { email: 'bob@example.org', password: 'a sentence to sign in with' });
  for (const [name, path] of [['login', '/login'], ['register', '/register'], ['forgot', '/forgot'], ['forgot-done', '/forgot/done']]) {
    await bob.open(path);
    await take(bob, name);
  }
  await bob.open('/register');
  await bob.submit('/register', { email: bob.email, password: 'password' });
  await take(bob, 'register-advice');
  await bob.submit('/register', { email: bob.email, password: bob.password });
  await bob.opensLink(await service.link(bob.email, '/verify-email'));
  await take(bob, 'verify');
  await bob.submit('/verify-email', { password: bob.password });
  await bob.enters({ email: bob.email, password: 'not the password' });
  await take(bob, 'login-error');
  for (const userAgent of [WINDOWS, PHONE]) {
    await (await bob.elsewhere({ userAgent })).leave();
  }
  await service.pass(`UPDATE sessions SET last_seen_at = last_seen_at - ${3 * HOUR}, created_at = created_at - ${50 * HOUR}`);
  await bob.enters();
  for (const name of ['account', 'email', 'password', 'sessions', 'activity', 'data', 'delete']) {
    await bob.open(name === 'account' ? '/account' : `/account/${name}`);
    await take(bob, name);
  }
  await bob.open('/confirm');
  await take(bob, 'confirm');
  await bob.open('/account/sessions');
  await bob.submit('/account/sessions/end-others');
  await take(bob, 'sessions-ended');
  await bob.leave();
}

/// A month of a service that people use by day, and somebody to look after.
async function takeAdministration(service) {
  const hours = 'WITH RECURSIVE h(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM h WHERE n < 720)';
  const begin = `(CAST(strftime('%s') AS INTEGER) / 3600 - n) * ${HOUR}`;
  const often = (most) => `(1 + 3 * ((strftime('%H') - n + 744) % 24 BETWEEN 7 AND 21)) * ${most} / 4 + abs(random()) % ${most}`;
  await service.pass(`INSERT OR IGNORE INTO activity ${hours} SELECT ${begin}, ${often(40)}, ${often(6)}, ${often(4)} FROM h`);
  const anna = await Visitor.arrive(browser, service, { userAgent: LINUX, reducedMotion: 'reduce' });
  Object.assign(anna, { email: 'anna@example.org', password: 'a sentence to sign in with' });
  for (const name of ['carla', 'denis', 'eve', 'flora', 'gil', 'anna']) {
    await service.command(['user', 'add', `${name}@example.org`], anna.password);
  }
  await service.command(['user', 'grant-admin', anna.email]);
  await service.command(['user', 'disable', 'denis@example.org']);
  for (const userAgent of [WINDOWS, PHONE]) {
    const flora = await Visitor.arrive(browser, service, { userAgent });
    if (userAgent === PHONE) {
      await flora.enters({ email: 'flora@example.org', password: 'not the password' });
    }
    await flora.enters({ email: 'flora@example.org', password: anna.password });
    await flora.leave();
  }
  await anna.open('/nowhere');
  await take(anna, 'not-found');
  await anna.enters();
  for (const [name, path] of [['first-admin', '/first-admin'], ['admin', '/admin'], ['admin-users', '/admin/users']]) {
    await anna.open(path);
    await take(anna, name);
  }
  await anna.follow('main a:has-text("flora@example.org")');
  await anna.follow('main button[value="send_reset"]');
  await take(anna, 'admin-user');
  await anna.leave();
}

async function takeBrand(service) {
  const bob = await Visitor.arrive(browser, service, { reducedMotion: 'reduce' });
  await bob.open('/login');
  await take(bob, 'brand');
  await bob.leave();
}

async function take(visitor, name) {
  for (const [suffix, { viewport, colorScheme }] of Object.entries(LOOKS)) {
    await visitor.page.setViewportSize(viewport);
    await visitor.page.emulateMedia({ colorScheme });
    await visitor.page.screenshot({ path: join(folder, `${name}${suffix}.png`), fullPage: true });
  }
}
