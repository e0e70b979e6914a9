import { $, setText } from './dom.js';

const WHOLE = Array.from({ length: 16 }, (_, power) => [1, 2, 5].map((n) => n * 10 ** power)).flat();
const SHARES = [0.1, 0.25, 0.5];
/** Twice as large as a sheet of paper is wide, so that it is sharp; the style sheet makes it fit. */
const PAPER = { width: 1440, size: 26 };

/** Figures over an axis, as bars, and what they are compared with as a line; the library draws, this says what. */
export class Chart {
  #home;
  #says;
  #data = null;
  #plot = null;

  /** @param home, says ids of the elements that have the picture, and words for it */
  constructor(home, says) {
    this.#home = $(home);
    this.#says = $(says);
    new ResizeObserver(() => this.#draw()).observe(this.#home);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#draw());
    addEventListener('beforeprint', () => this.#print());
    addEventListener('afterprint', () => this.#draw());
  }

  /**
   * @param data {labels: of the axis, names: in words, values, parts: which of them are of a part of their time, before:
   *     or null, write: of a value, axis: of one on the axis if it is written otherwise there, marks: steps of the axis,
   *     says, top, line: a level to be marked, hatched: whether it is seen where there is no value}
   */
  show(data) {
    this.#data = data;
    setText(this.#says, data.says);
    this.#draw();
  }

  /** What is painted does not follow the paper's width and colours by itself. */
  #print() {
    const { clientWidth, clientHeight } = this.#home;
    document.documentElement.classList.add('paper');
    this.#draw({ ...PAPER, height: Math.round(Math.min(0.5, clientHeight / clientWidth || 0) * PAPER.width) });
    document.documentElement.classList.remove('paper');
  }

  #draw(paper) {
    const { width, height } = paper ?? { width: this.#home.clientWidth, height: this.#home.clientHeight };
    this.#plot?.destroy();
    this.#plot = null;
    if (this.#data === null || this.#data.values.length === 0 || width === 0 || height === 0) {
      return;
    }
    const { labels, values, parts = [], before, write, top, marks, axis = write } = this.#data;
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    const size = paper?.size ?? parseFloat(getComputedStyle(this.#home).fontSize);
    const font = `${Math.round(size * 0.8)}px ${style.fontFamily}`;
    const every = Math.max(1, Math.ceil((labels.length * size * 4.2) / width));
    const [marked, ink, idle] = [colour('--warn-mark'), colour('--ink'), colour('--idle')]; // now: the library paints a moment later
    const plain = { stroke: colour('--soft'), font, ticks: { show: false } };
    const drawn = [values.map((value, i) => (parts[i] ? null : value)), values.map((value, i) => (parts[i] ? value : null)), ...(before ? [before] : [])];
    const bars = uPlot.paths.bars({ size: [0.72, size * 6], radius: 0.12 });
    this.#plot = new uPlot(
      {
        width,
        height,
        padding: [size * 0.6, size * 0.4, 0, 0],
        scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: (plot, min, max) => [0, top ?? (Math.max(max, this.#data.line ?? 0) * 1.06 || 1)] } },
        axes: [
          { ...plain, grid: { show: false }, size: size * 2, splits: () => labels.map((_, i) => i).filter((i) => i % every === 0), values: (plot, at) => at.map((i) => labels[i]) },
          { ...plain, grid: { stroke: colour('--edge'), width: 1 }, size: size * 4.4, space: size * 2.6, incrs: marks ?? (top === undefined ? WHOLE : SHARES), values: (plot, at) => at.map((n) => axis(n)) },
        ],
        series: [
          {},
          { fill: colour('--good'), stroke: colour('--good'), width: 0, paths: bars, points: { show: false } },
          { fill: `${colour('--good')}8c`, stroke: colour('--good'), width: 1, paths: bars, points: { show: false } },
          ...(before ? [{ stroke: marked, width: Math.max(2, size / 8), dash: [size * 0.5, size * 0.3], points: { show: labels.length === 1, size: size * 0.6, fill: marked } }] : []),
        ],
        cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
        legend: { show: false },
        hooks: { setCursor: [({ cursor }) => this.#point(cursor.idx)], draw: [(plot) => this.#mark(plot, ink), (plot) => this.#hatch(plot, idle)] },
      },
      [labels.map((_, i) => i), ...drawn],
      this.#home,
    );
  }

  #mark({ ctx, bbox, valToPos }, colour) {
    const { line } = this.#data;
    if (line !== undefined) {
      const y = Math.round(valToPos(line, 'y', true)) + 0.5;
      Object.assign(ctx, { strokeStyle: colour, lineWidth: 2 });
      ctx.setLineDash([]); // that of the series before
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
    }
  }

  #hatch({ ctx, bbox, valToPos }, colour) {
    const { values, hatched } = this.#data;
    const step = valToPos(1, 'x', true) - valToPos(0, 'x', true);
    ctx.save();
    ctx.beginPath();
    values.forEach((value, i) => hatched && value === null && ctx.rect(valToPos(i, 'x', true) - 0.36 * step, bbox.top, 0.72 * step, bbox.height));
    ctx.clip();
    Object.assign(ctx, { strokeStyle: colour, lineWidth: Math.max(1, bbox.height / 200) });
    ctx.setLineDash([]);
    ctx.beginPath();
    for (let x = bbox.left - bbox.height; x < bbox.left + bbox.width; x += bbox.height / 20) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    ctx.restore();
  }

  #point(i) {
    const { names, values, before, write, says } = this.#data;
    const words = (value) => (value === null || value === undefined ? 'not known' : write(value));
    setText(this.#says, i === null || i === undefined ? says : `${names[i]}: ${words(values[i])}${before ? `; before ${words(before[i])}` : ''}`);
  }
}
