// Looks at the status page as people do: headless Chromium, light and dark, desktop and phone, by keyboard, and with axe-core.
// Usage: node check.js CHROMIUM FRESH_URL FULL_URL TOKEN_URL TOKEN IMAGE OUTPUT_FOLDER

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';

const [chromium, fresh, full, guarded, token, image, output] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 320, height: 640, isMobile: true, hasTouch: true } };
const MAX_BYTES = 200_000, PATIENCE = { timeout: 60_000 };
let passed = 0;
const failures = [];

function check(what, holds, found = '') {
  if (holds) passed++;
  else failures.push(`${what}${found === '' ? '' : ': ' + found}`);
}

mkdirSync(output, { recursive: true });
const browser = await puppeteer.launch({ executablePath: chromium, headless: true, protocolTimeout: 300_000,
  args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--force-prefers-reduced-motion'] });

async function open(url, size, scheme) {
  const page = await browser.newPage();
  page.complaints = [];
  page.outside = [];
  page.bytes = 0;
  page.on('console', message => { if (message.type() === 'error') page.complaints.push(message.text()); });
  page.on('pageerror', error => page.complaints.push(String(error)));
  page.on('request', request => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url)) page.outside.push(request.url());
  });
  page.on('response', async answer => {
    if (/\.(js|css)$|\/$/.test(new URL(answer.url()).pathname)) page.bytes += (await answer.buffer()).length;
  });
  await page.setBypassCSP(false);
  await page.setViewport(SIZES[size]);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.goto(url, { waitUntil: 'domcontentloaded', ...PATIENCE });
  return page;
}

const text = (page, selector) => page.$eval(selector, node => node.textContent.trim());
const shown = (page, selector) => page.$eval(selector, node => node.checkVisibility());
const live = page => page.waitForSelector('#link.up', PATIENCE);

/** Evaluated, not added as a script: the page's policy stays in force. */
async function accessible(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  check(`${name}: no accessibility violations`, violations.length === 0,
    violations.map(found => `${found.id} (${found.nodes.map(node => node.target.join(' ')).slice(0, 3).join('; ')})`).join(', '));
}

async function common(page, name) {
  await pause(600);
  await accessible(page, name);
  const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  check(`${name}: nothing sticks out to the right`, width[0] <= width[1], width.join(' > '));
  check(`${name}: no errors`, page.complaints.length === 0, page.complaints.join(' | '));
  check(`${name}: nothing asked of others`, page.outside.length === 0, page.outside.join(' '));
  check(`${name}: at most ${MAX_BYTES} bytes`, page.bytes > 0 && page.bytes <= MAX_BYTES, page.bytes);
  await page.screenshot({ path: `${output}/${name}.png`, fullPage: true });
}

async function looks() {
  for (const [kind, url] of [['fresh', fresh], ['full', full]]) {
    for (const size of Object.keys(SIZES)) {
      for (const scheme of ['light', 'dark']) {
        const page = await open(url, size, scheme);
        await live(page);
        if (kind === 'full') await page.waitForSelector('#grid:not([hidden])', PATIENCE);
        await common(page, `${kind}-${size}-${scheme}`);
        await page.close();
      }
    }
  }
}

async function emptyStates() {
  const page = await open(fresh, 'desktop', 'light');
  await live(page);
  for (const id of ['feed-none', 'grid-none', 'rounds-none', 'models-none']) check(`fresh: #${id} explains`, await shown(page, '#' + id));
  for (const id of ['charts', 'grid', 'film', 'rollback', 'unpin', 'ask']) check(`fresh: #${id} is hidden`, !await shown(page, '#' + id));
  check('fresh: version 0', await text(page, '#serving') === 'version 0');
  await page.close();
}

async function keyboard(page) {
  await page.keyboard.press('Tab');
  check('keyboard: the skip link comes first', await page.evaluate(() => document.activeElement.className === 'skip'));
  const before = await text(page, '#version-text');
  await page.focus('#version');
  await page.keyboard.press('ArrowLeft');
  await page.waitForFunction(old => document.getElementById('version-text').textContent !== old, PATIENCE, before);
  check('keyboard: the slider goes through versions', (await text(page, '#version-text')) !== before);
  await page.$eval('.chart:not([hidden]) svg', node => node.focus());
  const label = () => page.$eval('.chart svg', node => node.getAttribute('aria-label'));
  const last = await label();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  check('keyboard: a chart tells another round', await label() !== last, last);
  check('keyboard: focus shows', await page.$eval('.chart svg', node => getComputedStyle(node).outlineStyle !== 'none'));
  await page.focus('#pause');
  await page.keyboard.press('Enter');
  const count = await text(page, '#answered');
  await pause(2500);
  check('pause: figures stand still', await text(page, '#answered') === count);
  await page.keyboard.press('Enter');
  await page.waitForFunction(old => document.getElementById('answered').textContent !== old, PATIENCE, count);
  check('pause: and go on', true);
}

async function tries() {
  const page = await open(full, 'desktop', 'light');
  await live(page);
  await (await page.$('#file')).uploadFile(image);
  await page.waitForSelector('#why:not([hidden])', PATIENCE);
  check('try: a verdict', /likely generated/.test(await text(page, '#tried')), await text(page, '#tried'));
  check('try: a map', await page.$$eval('#map rect', cells => cells.length) > 0);
  await keyboard(page);
  await common(page, 'tried-desktop-light');
  await page.close();
  const small = await open(full, 'phone', 'dark');
  await live(small);
  await (await small.$('#file')).uploadFile(image);
  await small.waitForSelector('#why:not([hidden])', PATIENCE);
  await common(small, 'tried-phone-dark');
  await small.close();
}

async function asksForTheToken() {
  const page = await open(guarded, 'desktop', 'dark');
  await page.waitForSelector('#ask:not([hidden])', PATIENCE);
  await accessible(page, 'token');
  await page.screenshot({ path: `${output}/token-desktop-dark.png`, fullPage: true });
  await page.type('#token', 'wrong');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.getElementById('asked').textContent !== '', PATIENCE);
  check('token: a wrong one is refused in words', /not the token/.test(await text(page, '#asked')));
  await page.type('#token', token);
  await page.keyboard.press('Enter');
  await live(page);
  check('token: nothing keeps it', await page.evaluate(() => localStorage.length + sessionStorage.length + document.cookie.length) === 0);
  await page.waitForSelector('#rollback:not([hidden])', PATIENCE);
  await page.click('#rollback');
  check('rollback: asks first', await shown(page, '#yes') && await page.evaluate(() => document.activeElement.id === 'no'));
  await accessible(page, 'rollback');
  await page.keyboard.press('Enter');
  check('rollback: and may be left', await shown(page, '#rollback'));
  await page.close();
}

try {
  await looks();
  await emptyStates();
  await tries();
  await asksForTheToken();
} catch (error) {
  failures.push(String(error.stack ?? error));
} finally {
  await browser.close();
}
failures.forEach(failure => console.error('FAILED ' + failure));
console.log(`${passed} checks passed, ${failures.length} failed; pictures in ${output}`);
process.exit(failures.length === 0 ? 0 : 1);
