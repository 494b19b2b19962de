// What must hold of every page, whoever looks at it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/// axe-core finds nothing: not what WCAG asks for, nor what is good practice.
export async function assertAccessible(page, where) {
  // Given to the browser's debugger, as the policy of our pages lets no other script in.
  if (!(await page.evaluate(() => 'axe' in globalThis))) {
    await page.evaluate(axe);
  }
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(', ')}`);
  assert.deepEqual(found, [], where);
}

/// One heading, a title, a name on each control, and nothing beyond the edge.
export async function assertLaidOut(page, where) {
  const found = await page.evaluate(() => {
    const problems = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) {
      problems.push(`${scrollWidth} pixels wide on ${clientWidth}`);
    }
    if (document.querySelectorAll('h1').length !== 1) {
      problems.push('not one h1');
    }
    if (!document.title.includes(document.querySelector('h1')?.textContent)) {
      problems.push(`titled ${document.title}`);
    }
    for (const control of document.querySelectorAll('input:not([type="hidden"], [hidden]), select')) {
      if (!control.labels.length && !control.hasAttribute('aria-labelledby')) {
        problems.push(`no label: ${control.outerHTML}`);
      }
    }
    return problems;
  });
  assert.deepEqual(found, [], where);
}

/// The tabulator reaches every control, in the order of the page, and each shows that it has the focus.
export async function assertReachable(page, where) {
  const count = await page.evaluate(() => {
    const controls = 'a[href], button, input:not([type="hidden"]), select, summary';
    globalThis.stops = [...document.querySelectorAll(controls)].filter((control) => control.checkVisibility());
    document.activeElement?.blur();
    return globalThis.stops.length;
  });
  const reached = [];
  // Beyond the last is the browser's own frame, and then the first.
  for (let press = 0; press < count + 2; press++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      const isShown = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
      return { index: globalThis.stops.indexOf(document.activeElement), isShown, html: document.activeElement.outerHTML };
    });
    if (stop.index >= 0) {
      assert.ok(stop.isShown, `${where}: no focus is to be seen on ${stop.html}`);
      reached.push(stop.index);
    }
  }
  const inOrder = [...reached].sort((one, other) => one - other);
  assert.equal(new Set(reached).size, count, `${where}: reached ${reached} of ${count}`);
  // The round may begin anywhere, but goes on by one.
  const begin = reached.indexOf(0);
  const round = [...reached.slice(begin), ...reached.slice(0, begin)].filter((stop, at, all) => all.indexOf(stop) === at);
  assert.deepEqual(round, [...new Set(inOrder)], where);
}

/// Nothing moves for who asked for that, as this page's visitor has.
export async function assertStill(page, where) {
  const moving = await page.evaluate(() =>
    [...document.querySelectorAll('*')]
      .filter((element) => {
        const { transitionDuration, animationName } = getComputedStyle(element);
        return animationName !== 'none' || transitionDuration.split(', ').some((duration) => parseFloat(duration) > 0);
      })
      .map((element) => element.outerHTML),
  );
  assert.deepEqual(moving, [], where);
}
