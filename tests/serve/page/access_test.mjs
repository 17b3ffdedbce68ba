// Who may see anything.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { launch, open } from './browser.mjs';
import { folderOf } from './pictures.mjs';
import { Server } from './server.mjs';

let server, browser;

before(async () => {
  server = await Server.start(folderOf(['mug1', 'mug2']));
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('without the token the page asks for it and shows nothing', async () => {
  const page = await browser.newPage({ locale: 'en-GB' });
  await page.goto(server.address);
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  assert.equal(await page.locator('.cell').count(), 0);
  await page.close();
});

test('a wrong token leads there again, the right one to the pictures', async () => {
  const page = await browser.newPage({ locale: 'en-GB' });
  await page.goto(server.address);
  await page.locator('#token').fill('0123456789abcdef');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  await page.locator('#token').fill(server.token);
  await page.keyboard.press('Enter');
  await page.locator('.cell').first().waitFor();
  assert.ok(!page.url().includes(server.token), 'the token does not stay in the address');
  await page.close();
});

test('the page does without scripts and styles of others, and without inline ones', async () => {
  const { headers } = await server.api('/', { raw: true });
  const policy = headers.get('content-security-policy');
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
});

// A page that a person has open beside it, in the same browser, from another port of the same machine.
const hostile = (address) => `<!doctype html><title>hostile</title>
<img id="thumbnail" src="${address}api/pictures/1/thumbnail">
<iframe src="${address}"></iframe><script>
const attempts = {
  fetch: () => fetch('${address}api/project', {credentials: 'include'}).then((r) => r.text()),
  opaque: () => fetch('${address}api/undo', {method: 'POST', mode: 'no-cors', credentials: 'include'}),
  paint: () => fetch('${address}api/classes', {method: 'POST', mode: 'no-cors', credentials: 'include',
    headers: {'Content-Type': 'text/plain'}, body: '{"name": "stolen"}'}),
  events: () => new Promise((ok, no) => { const s = new EventSource('${address}api/events', {withCredentials: true});
    s.onopen = () => ok('open'); s.onerror = () => no('refused'); }),
};
window.outcome = (async () => {
  const outcome = {};
  for (const [name, attempt] of Object.entries(attempts))
    outcome[name] = await attempt().then((value) => String(value), () => 'refused');
  const image = document.getElementById('thumbnail');
  while (!image.complete) await new Promise((r) => setTimeout(r, 50));
  outcome.thumbnail = image.naturalWidth;
  return outcome;
})();
</script>`;

test('a page from another port gets nothing and changes nothing', async () => {
  const page = await open(browser, server);
  const before = await server.api('/api/project');
  const other = http.createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end(hostile(server.address));
  });
  await new Promise((resolve) => other.listen(0, '127.0.0.1', resolve));
  const stranger = await page.context().newPage();
  await stranger.goto(`http://127.0.0.1:${other.address().port}/`);
  const outcome = await stranger.evaluate(() => window.outcome);
  assert.equal(outcome.fetch, 'refused');
  assert.equal(outcome.events, 'refused');
  assert.equal(outcome.thumbnail, 0, 'a thumbnail was shown in a page from elsewhere');
  const frame = stranger.frames().find((one) => one !== stranger.mainFrame());
  assert.equal(await frame.locator('#app').count().catch(() => 0), 0, 'the page was framed');
  const now = await server.api('/api/project');
  assert.deepEqual([now.revision, now.classes], [before.revision, before.classes]);
  other.close();
  await page.context().close();
});

test('a page under another name of this machine gets nothing', async () => {
  const headers = { Host: 'attacker.example', Authorization: `Bearer ${server.token}` };
  const answer = await new Promise((resolve, reject) => http.get(
    { host: '127.0.0.1', port: server.port, path: '/api/project', headers }, resolve).on('error', reject));
  assert.equal(answer.statusCode, 421);
  answer.resume();
});
