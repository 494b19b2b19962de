// The pages with a look of the operator's: as readable and as still as their own.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { serve } from './support/service.js';
import { DESKTOP, PHONE, Visitor } from './support/visitor.js';

const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 36"><script>alert(1)</script><circle cx="18" cy="18" r="16" fill="#888"/></svg>';
/// Neither can be read on light and on dark ground as it is.
const ACCENTS = ['#ffee00', '#200060'];

export function brand(world) {
  for (const accent of ACCENTS) {
    test(`a look of one's own can be read: ${accent}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'bienvenue-brand-'));
      const files = { logo: 'logo.svg', style: 'style.css', texts: 'en.toml' };
      const path = (name) => join(folder, files[name]);
      await writeFile(path('logo'), LOGO);
      await writeFile(path('style'), 'h1 { font-style: italic; } @import url("https://elsewhere.example/x.css");');
      await writeFile(path('texts'), 'entrance.sign_in = "Sign in to <Globex>"\n');
      const service = await serve({
        BIENVENUE__MAIL__PRODUCT: 'Globex',
        BIENVENUE__PAGES__LOGO: path('logo'),
        BIENVENUE__PAGES__ACCENT: accent,
        BIENVENUE__PAGES__STYLESHEET: path('style'),
        BIENVENUE__PAGES__TEXTS_EN: path('texts'),
        BIENVENUE__PAGES__TERMS: 'https://example.org/terms',
        BIENVENUE__PAGES__PRIVACY: '/privacy',
      });
      try {
        for (const viewport of [PHONE, DESKTOP]) {
          for (const colorScheme of ['light', 'dark']) {
            const bob = await Visitor.arrive(world.browser, service, { viewport, colorScheme });
            await bob.open('/login');
            await bob.sees('/login', 'Sign in to <Globex>', 'Terms', 'Privacy');
            const logo = bob.page.locator('header img[alt="Globex"]');
            assert.ok(await logo.evaluate((image) => image.complete && image.naturalWidth > 0), 'the logo is not shown');
            const style = await bob.page.locator('h1').evaluate((title) => getComputedStyle(title).fontStyle);
            assert.equal(style, 'italic');
            await bob.open('/register');
            await bob.sees('/register');
            await bob.leave();
          }
        }
        // Opened by itself, the picture runs nothing.
        const bob = await Visitor.arrive(world.browser, service);
        await bob.open('/login');
        const src = await bob.page.locator('header img').getAttribute('src');
        const page = await bob.strays();
        page.on('dialog', (dialog) => bob.troubles.push(`a dialog, ${dialog.message()}`));
        await page.goto(src);
        await bob.leave();
      } finally {
        await service.end();
        await rm(folder, { recursive: true });
      }
    });
  }
}
