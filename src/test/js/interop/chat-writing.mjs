/** What people write on the chat page, and where: links, lines, drafts, rooms of any name, days, and many messages at once. */
import assert from 'node:assert/strict';
import { Client } from '../../../../webapp/halley/halley.js';

const NARROW = { viewport: { width: 320, height: 600 }, deviceScaleFactor: 2 };

/** As long as a name may be. */
const LONG = 'Wolfeschlegelsteinhausenbergerdorff-Wwww';

/** How many messages come at once. */
const MANY = 500;

/** The text of the message that has this in it, as it is. @param {import('./chat-person.mjs').Person} person @param {string} part */
const textOf = (person, part) => person.page.locator('#log .text', { hasText: part }).last().textContent();

/** What sticks out of the page to the sides, and which buttons have their words broken. @param {import('playwright-core').Page} page */
export function misfits(page) {
  return page.evaluate(() => {
    const { clientWidth: width } = document.documentElement;
    const seen = [...document.querySelectorAll('button, input, textarea, select, a, h1, h2, p, li')]
      .filter((one) => one.checkVisibility() && !one.closest('.hidden, .skip, .entry'));
    const outside = seen.filter((one) => one.getBoundingClientRect().right > width + 1 || one.getBoundingClientRect().left < -1);
    const broken = seen.filter((one) => one.matches('button:not(.member)')).filter((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      const lines = [...range.getClientRects()].filter(({ width: wide }) => wide > 2).map(({ bottom }) => bottom);
      return lines.length > 0 && Math.max(...lines) - Math.min(...lines) > 12;
    });
    const name = (one) => `${one.tagName} ${one.id || one.textContent.trim().slice(0, 30)}`;
    return [...outside.map((one) => `${name(one)} is outside`), ...broken.map((one) => `${name(one)} is broken`)];
  });
}

/**
 * @param {object} stage
 * @param {Function} stage.scene
 * @param {(person: any, file: string) => Promise<void>} stage.check
 * @param {() => string} stage.server where it is
 */
export function writingScenes({ scene, check, server }) {
  scene('320 pixels wide: with names as long as they may be everything is in sight',
    { people: [[LONG, NARROW], `${LONG.slice(0, 39)}x`] }, async (anna, bert) => {
      const fits = async (file) => {
        await anna.photograph(`narrow-${file}`);
        assert.deepEqual(await misfits(anna.page), [], file);
      };
      await fits('1-welcome');
      await Promise.all([anna.joins(), bert.joins()]);
      await anna.opens('rooms');
      await fits('2-rooms');
      await anna.goesTo(`w${'w'.repeat(39)}`);
      await bert.goesTo(`w${'w'.repeat(39)}`);
      await bert.says(`${'w'.repeat(90)} and a link: https://example.org/${'x'.repeat(80)}`);
      await anna.sees('and a link');
      await anna.says('I see.');
      await anna.seesItIs('sent', 'I see.');
      await bert.types('w');
      await anna.seesAt('#typing', 'is typing');
      await check(anna, 'narrow-3-talking');
      await fits('3-talking');
      await anna.opens('people');
      await fits('4-members');
      await anna.turnsTo(bert.name);
      await fits('5-in-private');
      assert.ok(await anna.page.locator('#log').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2),
        'the newest stays in sight when the field takes more room');
    });

  scene('who submits before the scripts are there is neither sent elsewhere nor forgotten', { people: ['Anna'] }, async (anna) => {
    const { page } = anna;
    let release;
    const released = new Promise((resolve) => { release = resolve; });
    await page.route('**/chat/chat.js', async (route) => {
      await released;
      await route.continue();
    });
    await page.reload({ waitUntil: 'commit' });
    await page.locator('#name').fill('Anna');
    await page.evaluate(() => { globalThis.isTheSamePage = true; });
    await page.locator('#name').press('Enter');
    await page.locator('#join').click({ timeout: 2_000 });
    await anna.seesAt('#notice', 'the page is still being loaded');
    release();
    await anna.isConnected();
    await anna.seesMembers('Anna');
    assert.equal(await page.evaluate(() => globalThis.isTheSamePage), true);
  });

  scene('a page that cannot be loaded says so', { people: ['Anna'], expected: /ERR_FAILED/ }, async (anna) => {
    await anna.page.route('**/chat/room.js', (route) => route.abort());
    await anna.page.reload();
    await anna.seesAt('#notice', 'The page could not be loaded.');
  });

  scene(`${MANY} messages at once are laid out once a frame`, { people: ['Anna'] }, async (anna) => {
    const { page } = anna;
    await anna.joins();
    const other = new Client({ url: server() });
    await other.connect();
    const metrics = await page.context().newCDPSession(page);
    await metrics.send('Performance.enable');
    const read = async () => Object.fromEntries((await metrics.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
    await page.evaluate(() => {
      globalThis.longest = 0;
      new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => {
        globalThis.longest = Math.max(globalThis.longest, duration);
      })).observe({ type: 'longtask' });
    });
    const before = await read();
    const channel = `/chat/${await anna.room()}`;
    await Promise.all(other.batch(() => Array.from({ length: MANY }, (_, at) => other.publish(channel, {
      user: `user ${at % 7}`, chat: `number ${at + 1}. ${'word '.repeat(at % 40)}`, id: `burst ${at}`,
    }))));
    await anna.sees(`number ${MANY}.`);
    const after = await read();
    const spent = (name, scale = 1) => Math.round((after[name] - before[name]) * scale);
    const layouts = spent('LayoutCount');
    console.log(`${MANY} messages: ${layouts} layouts, ${spent('LayoutDuration', 1_000)} ms of layout, ${spent('TaskDuration', 1_000)} ms in all, `
      + `the longest task ${Math.round(await page.evaluate(() => globalThis.longest))} ms`);
    assert.ok(layouts < MANY / 4, `${layouts} layouts for ${MANY} messages`);
    assert.equal(await anna.count(`number ${MANY}.`), 1);
    await other.disconnect();
  });

  scene('people of one name are told apart', { people: ['Anna', 'Anna', 'Bert'] }, async (anna, other, bert) => {
    await anna.joins();
    await bert.joins();
    await bert.seesMembers('Anna', 'Bert');
    await anna.says('first');
    await bert.sees('first');
    await other.joins();
    await other.says('second');
    await bert.sees('second');
    await anna.sees('second');
    const own = (person, text) => person.page.locator('#log .message.own', { hasText: text }).count();
    assert.deepEqual([await own(anna, 'first'), await own(anna, 'second'), await own(other, 'first'), await own(other, 'second')], [1, 0, 0, 1]);
    const [one, two] = await bert.page.locator('#log .by .user').allTextContents();
    assert.match(one, /^Anna \([0-9a-f]{6}\)$/);
    assert.match(two, /^Anna \([0-9a-f]{6}\)$/);
    assert.notEqual(one, two);
    await bert.seesMembers(one, two, 'Bert');
    await anna.seesMembers(one, two, 'Bert');
    await other.types('hm');
    await bert.seesAt('#typing', `${two} is typing`);
    await bert.turnsTo(two);
    await bert.says('for the second');
    await bert.seesItIs('sent', 'for the second');
    await other.sees('for the second');
    await bert.photograph('namesakes');
    assert.equal(await anna.count('for the second'), 0);
    await other.page.reload();
    await other.isConnected();
    await anna.says('third');
    await other.sees('third');
    assert.deepEqual([await own(other, 'second'), await own(other, 'third')], [1, 0]);
    const tab = await other.opensATab();
    await tab.joins();
    await tab.sees('second');
    assert.equal(await own(tab, 'second'), 1, 'two tabs of a browser are one person');
    await other.leaves();
    await tab.leaves();
    await bert.sees(`${two} has left`);
  });

  scene('what is written is shown to all as it was typed', { people: ['Anna', '&lt;Bert&gt;'] }, async (anna, bert) => {
    await anna.joins();
    await bert.joins();
    await Promise.all([anna.seesMembers('Anna', bert.name), bert.seesMembers('Anna', bert.name)]);
    const typed = '&lt;b&gt; <i> & &amp; &amp;lt; &&lt;&amp;amp;gt;';
    await anna.says(typed);
    await bert.sees(typed);
    assert.deepEqual([await textOf(anna, '<i>'), await textOf(bert, '<i>')], [typed, typed]);
    await bert.turnsTo('Anna');
    await bert.says(`secretly ${typed}`);
    await anna.sees('secretly');
    assert.equal(await textOf(anna, 'secretly'), `secretly ${typed}`);

    await anna.types('one');
    await anna.page.keyboard.press('Shift+Enter');
    await anna.page.keyboard.type('two');
    await anna.page.keyboard.press('Enter');
    await bert.sees('two');
    assert.deepEqual([await textOf(anna, 'two'), await textOf(bert, 'two')], ['one\ntwo', 'one\ntwo']);
    assert.ok(await bert.page.locator('#log .text', { hasText: 'one' }).evaluate((text) => text.clientHeight > 48), 'in two lines');

    await anna.says('שלום עולם, hello');
    await anna.says('hello, שלום עולם');
    await bert.sees('hello, שלום');
    const direction = (part) => bert.page.locator('#log .text', { hasText: part }).evaluate((text) => getComputedStyle(text).direction);
    assert.deepEqual([await direction('עולם, hello'), await direction('hello, שלום')], ['rtl', 'ltr']);
  });

  scene('links are links, and nothing else is', { people: ['Anna', 'Bert'] }, async (anna, bert) => {
    await Promise.all([anna.joins(), bert.joins()]);
    await bert.says('See https://example.org/a_(b)?x=1&y="><img src=x onerror=alert(1)>, (http://example.com/c). HTTPS://Example.net! '
      + 'javascript:alert(1) data:text/html,x ftp://example.org xhttp://example.org https:// http://[x https://münchen.example/ü');
    await anna.sees('data:text/html');
    const links = await anna.page.locator('#log .text a').evaluateAll((all) => all.map((one) => (
      [one.textContent, one.href, one.target, one.rel])));
    const to = (text, href) => [text, href, '_blank', 'noopener noreferrer'];
    assert.deepEqual(links, [
      to('https://example.org/a_(b)?x=1&y=', 'https://example.org/a_(b)?x=1&y='),
      to('http://example.com/c', 'http://example.com/c'),
      to('HTTPS://Example.net', 'https://example.net/'),
      to('https://münchen.example/ü', 'https://xn--mnchen-3ya.example/%C3%BC'),
    ]);
    assert.equal(await anna.page.locator('#log .text > :not(a)').count(), 0);
    await check(anna, 'links');
  });

  scene('a text may be as long as the limit, and one that is longer is refused in words', { people: ['Anna', 'Bert'] }, async (anna, bert) => {
    await Promise.all([anna.joins(), bert.joins()]);
    await anna.page.locator('#message').evaluate((field) => field.removeAttribute('maxlength'));
    await anna.says(`${'<'.repeat(3_999)}.`);
    await bert.sees('<<<.');
    assert.equal((await textOf(bert, '<<<.')).length, 4_000);
    await anna.says(`${'<'.repeat(4_000)}!`);
    await anna.seesItIs('failed', '<<<!');
    await anna.sees('Not sent: the text has 4,001 characters, and at most 4,000 are allowed');
    await bert.turnsTo('Anna');
    await bert.page.locator('#message').evaluate((field) => field.removeAttribute('maxlength'));
    await bert.says(`${'p'.repeat(4_000)}!`);
    await bert.sees('the text has 4,001 characters');
    assert.equal(await bert.count('<<<!'), 0);
  });

  scene('who has no network is not shown as connected', { people: ['Anna', 'Bert'] }, async (anna, bert) => {
    await Promise.all([anna.joins(), bert.joins()]);
    await anna.context.setOffline(true);
    await anna.seesAt('#connection-state', /^offline$/);
    await anna.sees('Disconnected. Trying to reconnect');
    await anna.photograph('no-network');
    await anna.context.setOffline(false);
    await anna.isConnected();
    await anna.sees('Reconnected.');
    await bert.says('Welcome back.');
    await anna.sees('Welcome back.');
  });

  scene('a link to a room of any name opens it, and the browser goes back and forward', { people: ['Anna', 'Bert'] }, async (anna, bert) => {
    await anna.joins();
    const { page } = anna;
    const first = await anna.room();
    const enter = async (name) => {
      await page.locator('#room-name').fill(name);
      await page.locator('#enter-room').click();
    };
    const isIn = (title) => anna.seesAt('#room-title', new RegExp(`^#${title.replaceAll('$', '\\$')}$`));
    await enter(`Café Süd 世界 🚀 ${first}`);
    await isIn(`café-süd-世界-🚀-${first}`);
    await anna.says('Where am I?');
    await anna.seesItIs('sent', 'Where am I?');
    const address = page.url();
    assert.equal(new URL(address).searchParams.get('room'), `café-süd-世界-🚀-${first}`);
    await bert.page.goto(address);
    await bert.joins();
    await bert.sees('Where am I?');
    await bert.seesMembers('Anna', 'Bert');
    await anna.seesMembers('Anna', 'Bert');
    await anna.seesAt('#rooms', `café-süd-世界-🚀-${first}`);
    await anna.photograph('room-of-any-name');

    await enter(`a$0041-${first}`);
    await isIn(`a$0041-${first}`);
    await page.goBack();
    await isIn(`café-süd-世界-🚀-${first}`);
    await page.goBack();
    await isIn(first);
    await page.goForward();
    await isIn(`café-süd-世界-🚀-${first}`);
    await page.goto(address.replace(/room=[^&]*/, `room=Elsewhere-${first}`));
    await isIn(`Elsewhere-${first}`);
    await anna.isConnected();
    await anna.seesAt('#rooms', first);
    await enter('x'.repeat(40).replaceAll('x', 'ж'));
    await anna.sees('cannot be entered: the name of the room is too long');
    await isIn(first);
  });

  scene('drafts outlive a reload, each in its room, and days are told apart', { people: ['Anna', 'Bert'] }, async (anna, bert) => {
    await Promise.all([anna.joins(), bert.joins()]);
    await anna.seesMembers('Anna', 'Bert');
    const { page } = anna;
    const message = page.locator('#message');
    const first = await anna.room();
    await anna.turnsTo('Bert');
    await message.fill('for Bert\nalone');
    await anna.goesTo(`${first}-aside`);
    assert.equal(await message.inputValue(), '');
    assert.equal(await page.locator('#to').isVisible(), false);
    await message.fill('for all');
    await page.addInitScript(() => {
      // What an earlier page of this tab wrote, had it been open for days.
      const memory = JSON.parse(sessionStorage.getItem('halley.chat'));
      const entries = [9, 9, 5].map((days, at) => ({
        kind: 'said', at: Date.UTC(2026, 0, 20 - days, 12, at), text: `${days} days ago`, key: `old ${at}`, user: 'Bert', person: '',
      }));
      memory.rooms.forEach((room) => { room.entries = [...entries, ...room.entries]; });
      sessionStorage.setItem('halley.chat', JSON.stringify(memory));
    });
    await page.reload();
    await anna.isConnected();
    assert.equal(await message.inputValue(), 'for all');
    await anna.says('of today');
    await anna.seesItIs('sent', 'of today');
    const days = await page.locator('#log .day').allTextContents();
    assert.deepEqual(days.slice(0, 2), ['Sunday, January 11, 2026', 'Thursday, January 15, 2026']);
    assert.equal(days.length, 3, String(days));
    const kinds = await page.locator('#log > *').evaluateAll((all) => all.map((one) => (one.matches('.day') ? '-' : 'x')).join(''));
    assert.match(kinds, /^-xx-x-x+$/);
    await anna.photograph('days');
    await anna.goesTo(first);
    assert.equal(await message.inputValue(), 'for Bert\nalone');
    await anna.seesAt('#to-name', 'Bert');
    await message.press('Enter');
    await bert.sees('privately to you');
  });
}
