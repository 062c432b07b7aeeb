import { Chart, figure, svg } from './charts.js';

const FEED_SIZE = 24, RATE_WINDOW_MS = 10_000, FILM_MS = 700, PICTURES_KEPT_MS = 600_000;
const at = id => document.getElementById(id);
const say = (id, text) => { const node = at(id); if (node.textContent !== text) node.textContent = text; };
const words = { REAL: 'real', GENERATED: 'generated', UNCERTAIN: 'uncertain' };
const percent = value => value >= 0.995 && value < 1 ? '> 99 %' : value > 0 && value < 0.005 ? '< 1 %' : Math.round(100 * value) + ' %';
/** Ids, names and reasons come from outside: none may turn the direction of writing, or hide. */
const printable = text => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
const count = value => value.toLocaleString('en');

function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

// ---- What is known. The token lives here and nowhere else.
let token = '', paused = false, state = null, models = [], drawn = [], verdicts = [], samples = [];
const rounds = new Map();

// ---- Asking the service

async function ask(path, options = {}) {
  const headers = token ? { Authorization: 'Bearer ' + token } : {};
  const answer = await fetch(path, { ...options, headers, cache: 'no-store' });
  if (answer.status === 401) wantToken();
  return answer;
}

async function problem(answer) {
  try { return printable((await answer.json()).message); } catch { return 'HTTP ' + answer.status; }
}

function wantToken() {
  at('asked').textContent = token ? 'That is not the token of this service.' : '';
  token = '';
  at('ask').hidden = false;
  link('down', 'Waiting for the token');
}

at('ask').addEventListener('submit', event => {
  event.preventDefault();
  token = at('token').value.trim();
  at('token').value = '';
  at('ask').hidden = true;
  watch();
});

// ---- The stream of events

let watching = null, retryMs = 1000, retry = 0;

function link(kind, text) { at('link').className = 'link ' + kind; say('link', text); }

/** EventSource cannot send the token's header, so the stream is read by hand. */
async function watch() {
  clearTimeout(retry);
  watching?.abort();
  const control = watching = new AbortController();
  try {
    const answer = await ask('events', { signal: control.signal });
    if (answer.status === 401) return;
    if (!answer.ok) throw new Error(await problem(answer));
    await read(answer.body.getReader());
    throw new Error('the service closed the connection');
  } catch (error) {
    if (control.signal.aborted) return;
    link('down', `No connection (${error.message}); trying again`);
    retry = setTimeout(watch, retryMs);
    retryMs = Math.min(15_000, 2 * retryMs);
  }
}

async function read(reader) {
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    const events = text.split('\n\n');
    text = events.pop();
    events.forEach(receive);
  }
}

function receive(event) {
  const found = /^event: (.*)\ndata: (.*)$/s.exec(event);
  if (!found) return;
  retryMs = 1000;
  const data = JSON.parse(found[2], (name, value) => typeof value === 'string' ? printable(value) : value);
  handlers[found[1]]?.(data);
}

const handlers = {
  state(next) { state = next; totals.push({ time: performance.now(), total: answered() }); draw('state'); },
  models(next) { models = next; draw('models'); },
  rounds(next) { next.forEach(round => rounds.set(round.round, round)); draw('rounds'); },
  verdicts(next) {
    const known = new Set(verdicts.map(key));
    next.forEach(item => item.came = performance.now());
    verdicts = [...next.filter(item => !known.has(key(item))).reverse(), ...verdicts].slice(0, FEED_SIZE);
    draw('verdicts');
  },
};

/** Numbers begin again when the service does. */
const key = item => item.number + ' ' + item.scoredAt;

// A page that nobody sees holds no place.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) watching?.abort(); else watch();
});

// ---- Drawing: at most once a frame, and not while paused

const due = new Set();

function draw(part) {
  if (due.size === 0) requestAnimationFrame(() => {
    if (paused) return;
    const parts = [...due];
    due.clear();
    parts.forEach(name => drawers[name]());
  });
  due.add(part);
}

at('pause').addEventListener('click', () => {
  paused = !paused;
  at('pause').setAttribute('aria-pressed', String(paused));
  if (!paused) {
    const parts = [...due];
    due.clear();
    parts.forEach(draw);
  }
});

const drawers = { state: drawState, models: drawModels, rounds: drawRounds, verdicts: drawVerdicts };

// ---- Now

let totals = [];
const answered = () => Object.values(state.verdicts).reduce((sum, value) => sum + value, 0);

function drawState() {
  const roles = Object.entries(state.roles), ready = roles.length > 0 && roles.every(([, role]) => role.ready);
  link(ready ? 'up' : 'down', ready ? 'Live' : 'Connected; the service is not ready');
  at('main').hidden = at('skip').hidden = false;
  say('roles', roles.map(([role, health]) => `${role} ${health.state.toLowerCase()}`).join(', '));
  say('answered', state.scores ? count(answered()) : '–');
  drawShares();
  say('serving', 'version ' + state.championVersion);
  say('serving-note', state.championVersion === 0 ? 'built in: always uncertain'
    : state.pinned ? 'pinned: no round replaces it' : `${state.championEpoch}. change of champion`);
  say('feed-none', state.scores
    ? 'No image has been answered since this process started. Send some to the images topic, for example: ./gansieve publish mnist:test'
    : 'This process only trains; look at one that scores.');
  drawOrders();
}

function drawShares() {
  const total = answered();
  let x = 0;
  const parts = Object.keys(words).filter(name => state.verdicts[name]).map(name => {
    const width = 100 * state.verdicts[name] / total, rectangle = svg('rect', { class: 'fill-' + words[name], x, y: 0, width, height: 6 });
    x += width;
    return rectangle;
  });
  at('shares').replaceChildren(...parts);
  say('shares-text', total === 0 ? 'none yet'
    : Object.keys(words).map(name => words[name] + ' ' + percent((state.verdicts[name] ?? 0) / total)).join(' · ')
      + (state.deadLetters ? ` · ${count(state.deadLetters)} not readable` : ''));
}

setInterval(() => {
  if (!state || paused || !state.scores) return;
  const now = performance.now(), last = totals[totals.length - 1];
  totals = totals.filter(one => now - one.time < RATE_WINDOW_MS || one === last);
  const first = totals[0], seconds = (now - first.time) / 1000;
  const rate = seconds > 1 && totals.length > 1 ? (last.total - first.total) / seconds : 0;
  say('rate', rate > 0 ? `${rate < 10 ? rate.toFixed(1) : count(Math.round(rate))} a second` : 'none just now');
}, 1000);

// ---- Verdicts

// As long as the service keeps them: somebody may have had the image forgotten.
setInterval(() => {
  const kept = verdicts.filter(item => performance.now() - item.came < PICTURES_KEPT_MS);
  if (kept.length === verdicts.length) return;
  verdicts = kept;
  draw('verdicts');
}, 1000);

function drawVerdicts() {
  const shown = new Map([...at('feed').children].map(item => [item.dataset.key, item]));
  at('feed').replaceChildren(...verdicts.map(item => shown.get(key(item)) ?? feedItem(item)));
  at('feed-none').hidden = verdicts.length > 0;
}

function feedItem(item) {
  const word = words[item.verdict];
  const picture = element('img', { src: item.picture, alt: '', width: 56, height: 56 });
  const line = element('span', {}, percent(item.probabilityGenerated) + (item.frames ? ` · ${item.frames.of} frames` : ''));
  if (item.truth && word !== 'uncertain') {
    const right = item.truth === word;
    line.append(' ', element('b', { className: 'mark ' + (right ? 'good' : 'bad'), textContent: right ? '✓' : '✗' }),
      element('span', { className: 'hidden', textContent: right ? ' right' : ` wrong, labelled ${item.truth}` }));
  }
  const node = element('li', { className: word + ' new', title: title(item) }, picture, element('b', { textContent: word }), line);
  node.dataset.key = key(item);
  return node;
}

function title(item) {
  return `${item.imageId}\nversion ${item.modelVersion}, ${item.scoredAt}`
    + (item.frames ? `\nframe #${item.frames.highest} of an animation of ${item.frames.of} decided, ${item.frames.scored} were scored` : '')
    + (item.truth ? `\nlabelled ${item.truth}` : '') + (item.familiar || !item.modelVersion ? '' : '\nunlike anything trained on');
}

// ---- What the forger draws

let wanted = 0, follow = true, playing = 0;
const pictures = new Map();

function drawModels() {
  // Without its weights a version has no samples any more.
  drawn = models.filter(model => model.weights === 'held');
  samples = drawn.map(model => model.version);
  at('film').hidden = samples.length === 0;
  at('grid-none').hidden = samples.length > 0;
  const slider = at('version'), before = samples.indexOf(wanted);
  slider.max = Math.max(0, samples.length - 1);
  slider.value = follow || before < 0 ? slider.max : before;
  if (samples.length) showSamples();
  drawTable();
  drawOrders();
}

async function showSamples() {
  const model = drawn[at('version').value];
  wanted = model.version;
  const text = `version ${model.version}, round ${model.round}: ${model.champion ? 'serves' : model.promoted ? 'passed the gate' : 'rejected'}`;
  say('version-text', text);
  at('version').setAttribute('aria-valuetext', text);
  const source = await picture(model.version);
  if (source && wanted === model.version) {
    at('grid').src = source;
    at('grid').alt = `A grid of images drawn by the generator of version ${model.version}`;
    at('grid').hidden = false;
  }
}

/** Versions never change, so each is fetched once. Those that the registry dropped are let go. */
async function picture(version) {
  for (const old of pictures.keys()) {
    if (!samples.includes(old)) { URL.revokeObjectURL(pictures.get(old)); pictures.delete(old); }
  }
  if (!pictures.has(version)) {
    const answer = await ask('samples.png?version=' + version).catch(() => null);
    if (!answer?.ok) return null;
    pictures.set(version, URL.createObjectURL(await answer.blob()));
  }
  return pictures.get(version);
}

at('version').addEventListener('input', () => {
  stop();
  follow = at('version').value === at('version').max;
  showSamples();
});

at('play').addEventListener('click', () => playing ? stop() : play());

async function play() {
  at('play').setAttribute('aria-pressed', 'true');
  at('play').textContent = 'Stop';
  follow = false;
  if (at('version').value === at('version').max) at('version').value = 0;
  await showSamples();
  playing = setInterval(async () => {
    at('version').value = Number(at('version').value) + 1;
    await showSamples();
    if (at('version').value === at('version').max) stop();
  }, FILM_MS);
}

function stop() {
  clearInterval(playing);
  playing = 0;
  follow = at('version').value === at('version').max;
  at('play').setAttribute('aria-pressed', 'false');
  at('play').textContent = 'Play';
}

// ---- Rounds

const charts = [
  { title: 'Losses', unit: 'nats, mean of the round', low: 0,
    about: 'How wrong each network is. Critic and generator play against each other: at log 2 (.69) the critic only guesses.', reference: { value: Math.LN2, name: 'log 2' }, series: [
    { name: 'critic', of: round => round.losses.critic },
    { name: 'generator', of: round => round.losses.generator },
    { name: 'detector', of: round => round.losses.detector }] },
  { title: 'What the critic can tell', unit: 'nats, bound on the Jensen-Shannon divergence', low: 0, reference: { value: Math.LN2, name: 'log 2' },
    about: 'How far forgeries are from the data at least, by the critic’s value V′. At 0 it cannot tell; at log 2 it always can, and the forger learns little.',
    series: [{ name: 'at least', of: round => Number.isFinite(round.valueFunction) ? Math.max(0, (round.valueFunction + 2 * Math.LN2) / 2) : NaN }] },
  { title: 'Modes covered', unit: 'classes that the forger draws', low: 0,
    about: 'How many kinds of images (such as the ten digits) the forger can draw at all. A fall means that it has collapsed to a few.', series: [
    { name: 'covered', of: round => round.modes }, { name: 'of', of: round => round.classes }] },
  { title: 'Distance from the data', unit: 'reverse KL, nats; 0 is best', low: 0,
    about: 'Whether it draws each kind as often as it occurs. Even perfect samples do not get below the floor.', series: [
    { name: 'forger', of: round => round.reverseKl }, { name: 'floor of the measurement', of: round => round.reverseKlFloor }] },
  { title: 'Bins that differ', unit: 'share of the data’s clusters (NDB)', low: 0, high: 1,
    about: 'Clusters of similar images that the forger draws too often or too seldom.', series: [
    { name: 'forger', of: round => round.binsDiffering }] },
  { title: 'Detector at the gate', unit: 'AUROC; 1 is best', high: 1,
    about: 'How often a generated image looks more generated than a real one, on images kept from training. .5 is guessing.', series: [
    { name: 'AUROC', of: round => round.auroc }] },
  { title: 'Detector’s errors', unit: 'shares; 0 is best', low: 0,
    about: 'Real images called generated, and how far its probabilities are off.', series: [
    { name: 'false positives', of: round => round.falsePositiveRatio },
    { name: 'calibration error', of: round => round.calibrationError }] },
].map(options => new Chart(options));
at('charts').append(...charts.map(chart => chart.node));

function drawRounds() {
  const all = [...rounds.values()].sort((a, b) => a.round - b.round), last = all[all.length - 1];
  at('rounds-none').hidden = all.length > 0;
  at('charts').hidden = at('rounds-key').hidden = at('rounds-details').hidden = all.length === 0;
  if (!last) return;
  charts.forEach(chart => chart.draw(all));
  say('round-count', count(last.round));
  const won = all.filter(round => round.outcome === 'promoted').length;
  say('round-note', `${won} of the last ${all.length} made a champion`);
  const gate = all.findLast(round => Number.isFinite(round.auroc));
  say('auroc', gate ? figure(gate.auroc) : '–');
  const seen = all.findLast(round => Number.isFinite(round.modes));
  say('modes', seen ? `${seen.modes} of ${seen.classes}` : '–');
  say('modes-note', seen ? 'kinds of images' : 'not measured');
  at('rounds').replaceChildren(...all.slice(-50).reverse().map(roundRow));
}

function roundRow(round) {
  const cells = [round.round, round.outcome, figure(round.losses.critic), figure(round.losses.generator), figure(round.losses.detector),
    round.modes === undefined ? '–' : `${round.modes}/${round.classes}`, figure(round.reverseKl), figure(round.auroc), figure(round.seconds, 1)];
  return element('tr', { title: round.reason }, ...cells.map(cell => element('td', { textContent: cell })));
}

// ---- Versions

function drawTable() {
  at('models-none').hidden = models.length > 0;
  at('models-scroll').hidden = models.length === 0;
  at('models').replaceChildren(...[...models].reverse().map(model => element('tr', { className: model.champion ? 'champion' : '' },
    element('td', { textContent: model.version }),
    element('td', { textContent: model.champion ? model.pinned ? 'yes, pinned' : 'yes' : '' }),
    element('td', {}, element('time', { dateTime: model.createdAt, title: model.createdAt, textContent: ago(model.createdAt) })),
    element('td', { textContent: model.round }),
    element('td', { textContent: model.parent }),
    element('td', { textContent: figure(model.auroc, 4) }),
    element('td', { className: 'text', textContent: gate(model) }))));
}

function gate(model) {
  return (model.promoted ? 'passed' : model.reasons.join('; ')) + (model.weights === 'held' ? '' : `; weights ${model.weights}`);
}

function ago(time) {
  const minutes = Math.round((Date.now() - Date.parse(time)) / 60_000);
  return minutes < 1 ? 'just now' : minutes < 60 ? `${minutes} min ago`
    : minutes < 2880 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} days ago`;
}

setInterval(() => document.querySelectorAll('time').forEach(node => { node.textContent = ago(node.dateTime); }), 30_000);

function drawOrders() {
  const may = state?.commands === true && models.length > 0, asking = !at('sure').hidden;
  at('rollback').hidden = !may || asking || !state.championVersion;
  at('unpin').hidden = !may || asking || !state.pinned;
}

function sure(asking) {
  at('sure').hidden = !asking;
  drawOrders();
  at(asking ? 'no' : 'rollback').focus();
}

async function order(path) {
  say('ordered', 'Asked; waiting for the trainer …');
  try {
    const answer = await ask(path, { method: 'POST' });
    const pointer = answer.ok ? await answer.json() : null;
    say('ordered', pointer ? `Version ${pointer.version} serves${pointer.pinned ? ', pinned' : ''}.` : 'Not done: ' + await problem(answer));
  } catch (error) {
    say('ordered', 'Not done: ' + error.message);
  }
}

at('rollback').addEventListener('click', () => sure(true));
at('no').addEventListener('click', () => sure(false));
at('yes').addEventListener('click', () => { sure(false); order('rollback'); });
at('unpin').addEventListener('click', () => order('unpin'));

// ---- Try an image

let trial = 0;

async function tryImage(file) {
  const mine = ++trial;
  at('why').hidden = true;
  at('tried').textContent = 'Looking …';
  try {
    const answer = await ask('score', { method: 'POST', body: file });
    if (mine !== trial) return;
    if (!answer.ok) { at('tried').textContent = 'No verdict: ' + await problem(answer); return; }
    const verdict = await answer.json();
    showVerdict(verdict);
    if (verdict.modelVersion > 0) await explain(file, mine);
  } catch (error) {
    if (mine === trial) at('tried').textContent = 'No verdict: ' + error.message;
  }
}

function showVerdict(verdict) {
  const word = words[verdict.verdict];
  const why = verdict.modelVersion === 0 ? 'Version 0 is built in and never decides.'
    : verdict.familiar ? `Version ${verdict.modelVersion} decides.` : `Version ${verdict.modelVersion} has been trained on nothing like it.`;
  const frames = verdict.frames ? ` Of ${verdict.frames.of} frames ${verdict.frames.scored} were scored; #${verdict.frames.highest} decided, counted from 0.` : '';
  at('tried').replaceChildren(element('b', { className: word, textContent: word }),
    ` · ${percent(verdict.probabilityGenerated)} likely generated. ${why}${frames}`, bar(verdict));
}

function bar(verdict) {
  const { real, generatedIfProcessed } = verdict.thresholds, p = verdict.probabilityGenerated;
  const tick = (x, text, anchor) => [svg('line', { x1: 300 * x, x2: 300 * x, y1: 12, y2: 30 }),
    svg('text', { x: 300 * x, y: 10, 'text-anchor': anchor }, text)];
  const anchor = x => x < 0.25 ? 'start' : x > 0.75 ? 'end' : 'middle';
  const label = `Probability ${percent(p)}; real up to ${percent(real)}, generated from ${percent(generatedIfProcessed)} on`;
  const scale = [0, 0.5, 1].map(x => svg('text', { x: 300 * x, y: 41, 'text-anchor': anchor(x) }, 100 * x + ' %'));
  return svg('svg', { class: 'bar', viewBox: '0 0 300 44', role: 'img', 'aria-label': label },
    svg('rect', { class: 'track', x: 0, y: 14, width: 300, height: 14 }),
    svg('rect', { class: 'fill-' + words[verdict.verdict], x: 0, y: 14, width: 300 * p, height: 14 }),
    ...(verdict.modelVersion ? [...tick(real, 'real ↤', anchor(real)), ...tick(generatedIfProcessed, '↦ generated', anchor(generatedIfProcessed))] : []),
    ...scale);
}

async function explain(file, mine) {
  const answer = await ask('occlusion', { method: 'POST', body: file });
  if (mine !== trial || !answer.ok) return;
  const { picture: source, rows, columns, effects, frames } = await answer.json();
  const most = Math.max(...effects.map(Math.abs)), cells = [];
  effects.forEach((effect, i) => {
    const strength = most > 0 ? Math.abs(effect) / most : 0;
    if (strength > 0.08) cells.push(svg('rect', { class: effect > 0 ? 'fill-generated' : 'fill-real', x: i % columns, y: Math.floor(i / columns),
      width: 1.02, height: 1.02, 'fill-opacity': (0.75 * strength).toFixed(2) }));
  });
  at('map').setAttribute('viewBox', `0 0 ${columns} ${rows}`);
  at('map').replaceChildren(svg('image', { href: source, width: columns, height: rows, preserveAspectRatio: 'none' }), ...cells);
  say('map-text', `What moved the score: the ${frames ? 'frame that decided' : 'image'} as the detector saw it, and parts that were covered in turn. The strongest moved the logit by ${figure(most, 2)}.`);
  at('why').hidden = false;
}

at('file').addEventListener('change', event => { if (event.target.files[0]) tryImage(event.target.files[0]); });
document.addEventListener('paste', event => {
  const file = [...event.clipboardData.files].find(one => one.type.startsWith('image/'));
  if (file) { event.preventDefault(); tryImage(file); }
});
for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  document.addEventListener(name, event => {
    event.preventDefault();
    at('drop').classList.toggle('over', name === 'dragenter' || name === 'dragover');
    if (name === 'drop' && event.dataTransfer.files[0]) tryImage(event.dataTransfer.files[0]);
  });
}

watch();
