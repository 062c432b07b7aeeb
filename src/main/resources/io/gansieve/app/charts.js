// Line charts as SVG, drawn from arrays; nothing is fetched here.

const NAMESPACE = document.querySelector('svg').namespaceURI;
const WIDTH = 420, HEIGHT = 170, LEFT = 44, RIGHT = 8, TOP = 8, BOTTOM = 34;

export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

export function figure(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : digits);
}

/** Steps of 1, 2 or 5 times a power of ten, about `count` of them. */
export function ticks(low, high, count) {
  const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= rough * 0.999);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) found.push(i * step);
  return { found, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

function domain(series, options) {
  const values = series.flatMap(one => one.values).filter(value => Number.isFinite(value));
  if (options.reference) values.push(options.reference.value);
  let low = options.low ?? Math.min(...values), high = options.high ?? Math.max(...values);
  if (low > Math.min(...values)) low = Math.min(...values);
  if (!(high - low > 1e-6)) { high = options.high ?? high + 0.5; low = options.low ?? low - 0.5; if (!(high > low)) low = high - 1; }
  const pad = (high - low) * 0.06;
  return [options.low === undefined ? low - pad : low, options.high === undefined ? high + pad : high];
}

const MARKS = { promoted: ['▲', 'good'], unchanged: ['·', ''], rejected: ['○', ''], crashed: ['✕', 'bad'], diverged: ['✕', 'bad'], collapsed: ['✕', 'bad'] };

/**
 * A chart over rounds that is made once and drawn again whenever there is more. `options`: title, unit, about, low, high, reference {value,
 * name}, series [{name, of(round)}], outcomes (whether a row of marks stands under the axis).
 */
export class Chart {
  constructor(options) {
    this.options = options;
    this.picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', tabindex: '0' });
    this.legend = document.createElement('ul');
    this.legend.className = 'legend';
    const heading = document.createElement('h3'), unit = document.createElement('small');
    unit.textContent = options.unit;
    heading.append(options.title + ' ', unit);
    this.node = document.createElement('div');
    this.node.className = 'chart';
    const about = document.createElement('p');
    about.className = 'note';
    about.textContent = options.about;
    this.node.append(heading, about, this.picture, this.legend);
    this.rounds = [];
    this.picked = null;
    this.picture.addEventListener('pointermove', event => this.pickAt(event));
    this.picture.addEventListener('pointerleave', () => this.pick(null));
    this.picture.addEventListener('blur', () => this.pick(null));
    this.picture.addEventListener('keydown', event => this.key(event));
  }

  draw(rounds) {
    this.rounds = rounds;
    this.series = this.options.series
      .map((one, index) => ({ ...one, index, values: rounds.map(one.of) }))
      .filter(one => one.values.some(value => Number.isFinite(value)));
    this.node.hidden = this.series.length === 0;
    if (this.node.hidden) return;
    this.first = rounds[0].round;
    this.span = Math.max(1, rounds[rounds.length - 1].round - this.first);
    [this.low, this.high] = domain(this.series, this.options);
    const parts = [...this.axes(), ...this.reference(), ...this.series.flatMap(one => this.line(one)), ...this.outcomes()];
    this.cursor = svg('g');
    this.picture.replaceChildren(...parts, this.cursor);
    this.pick(this.picked === null ? null : Math.min(this.picked, rounds.length - 1));
  }

  x(round) { return LEFT + (WIDTH - LEFT - RIGHT) * (round - this.first) / this.span; }

  y(value) { return TOP + (HEIGHT - TOP - BOTTOM) * (this.high - value) / (this.high - this.low); }

  axes() {
    const parts = [], vertical = ticks(this.low, this.high, 4), base = HEIGHT - BOTTOM;
    for (const value of vertical.found) {
      const y = this.y(value);
      parts.push(svg('line', { class: 'axis', x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }));
      parts.push(svg('text', { x: LEFT - 6, y: y + 4, 'text-anchor': 'end' }, value.toFixed(vertical.digits)));
    }
    for (const round of ticks(this.first, this.first + this.span, 6).found.filter(Number.isInteger)) {
      parts.push(svg('text', { x: this.x(round), y: base + 25, 'text-anchor': 'middle' }, String(round)));
    }
    parts.push(svg('text', { x: 0, y: base + 25 }, 'round'));
    return parts;
  }

  reference() {
    const reference = this.options.reference;
    if (!reference) return [];
    const y = this.y(reference.value);
    return [svg('line', { class: 'reference', x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }),
      svg('text', { x: WIDTH - RIGHT, y: y - 3, 'text-anchor': 'end' }, reference.name)];
  }

  line(one) {
    let path = '', pen = 'M';
    const dots = [];
    one.values.forEach((value, i) => {
      if (!Number.isFinite(value)) { pen = 'M'; return; }
      const x = this.x(this.rounds[i].round).toFixed(1), y = this.y(value).toFixed(1);
      path += pen + x + ' ' + y;
      pen = 'L';
      if (one.values.length < 25) dots.push(svg('circle', { class: 's' + one.index, cx: x, cy: y, r: 2.2 }));
    });
    return [svg('path', { class: 's' + one.index, d: path }), ...dots];
  }

  outcomes() {
    if (this.rounds.length > 60) return [];
    return this.rounds.map(round => {
      const [sign, kind] = MARKS[round.outcome] ?? ['', ''];
      return svg('text', { class: 'outcome ' + kind, x: this.x(round.round), y: HEIGHT - BOTTOM + 12 }, sign);
    });
  }

  pickAt(event) {
    const box = this.picture.getBoundingClientRect(), x = (event.clientX - box.left) / box.width * WIDTH;
    let best = 0;
    this.rounds.forEach((round, i) => {
      if (Math.abs(this.x(round.round) - x) < Math.abs(this.x(this.rounds[best].round) - x)) best = i;
    });
    this.pick(best);
  }

  key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const from = this.picked ?? (step < 0 ? this.rounds.length : -1);
    this.pick(Math.max(0, Math.min(this.rounds.length - 1, from + step)));
  }

  pick(index) {
    this.picked = index;
    const shown = index ?? this.rounds.length - 1, round = this.rounds[shown];
    this.cursor.replaceChildren(...index === null ? [] : [svg('line', {
      class: 'cursor', x1: this.x(round.round), x2: this.x(round.round), y1: TOP, y2: HEIGHT - BOTTOM })]);
    const values = this.series.map(one => `${one.name} ${figure(one.values[shown])}`).join(', ');
    this.picture.setAttribute('aria-label', `${this.options.title}, ${this.options.unit}. Round ${round.round}, ${round.outcome}: ${values}.`);
    this.legend.replaceChildren(...this.series.map(one => this.entry(one, shown)), this.roundEntry(round, index !== null));
  }

  entry(one, shown) {
    const item = document.createElement('li'), value = document.createElement('span');
    value.className = 'value';
    value.textContent = figure(one.values[shown]);
    const sample = svg('svg', { viewBox: '0 0 28 10', 'aria-hidden': 'true' }, svg('path', { class: 's' + one.index, d: 'M0 5H28' }));
    item.append(sample, one.name + ' ', value);
    return item;
  }

  roundEntry(round, picked) {
    const item = document.createElement('li');
    item.className = 'note';
    item.textContent = (picked ? 'round ' : 'last: round ') + round.round + ', ' + round.outcome;
    return item;
  }
}
