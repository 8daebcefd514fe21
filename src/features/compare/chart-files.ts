import { saveFile } from '../../actions/save-file.ts';
import { families } from '../../core/describe.ts';
import { csvText, figuresOf, headOf } from './csv.ts';
import { markPath, variantDot } from './mark-shapes.ts';
import { metricOf } from './metrics.ts';
import { outsideMetricOf, outsideNames } from './outside-points.ts';
import type { ChartChoice, ChartData } from './run-points.ts';

/** What of an element's style a picture by itself must bring along. */
const inlined = [
  ...['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity'],
  ...['font-family', 'font-size', 'font-weight', 'text-anchor'],
];

const svgNamespace = 'http://www.w3.org/2000/svg';
const titleHeight = 24;
const margin = 8;

interface SvgFile {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

function svgElement(name: string, attributes: Readonly<Record<string, string | number>>) {
  const element = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, `${value}`);
  return element;
}

/** The chart in a frame as an SVG by itself, its legend below it: every colour resolved, a canvas among it as a picture. */
function svgOf(frame: HTMLElement, title: string): SvgFile {
  const svg = frame.querySelector('svg');
  if (svg === null) throw new Error('There is no chart yet');
  const copy = svg.cloneNode(true) as SVGSVGElement; // a clone of one
  const box = svg.getBoundingClientRect();
  const originals = svg.querySelectorAll<SVGElement | HTMLElement>('*');
  copy.querySelectorAll<SVGElement | HTMLElement>('*').forEach((element, place) => {
    const original = originals[place];
    if (original === undefined) return;
    const style = getComputedStyle(original);
    for (const property of inlined)
      element.style.setProperty(property, style.getPropertyValue(property));
    if (original instanceof HTMLCanvasElement) replaceByPicture(element, original);
  });
  const caption = frame.parentElement?.querySelector('figcaption') ?? null;
  const bottom = caption === null ? box.bottom : caption.getBoundingClientRect().bottom + margin;
  const height = Math.max(box.bottom, bottom) - box.top + titleHeight;
  const whole = { x: 0, y: -titleHeight, width: box.width, height };
  copy.prepend(svgElement('rect', { ...whole, fill: colourBehind(frame) }));
  const { color, fontFamily } = getComputedStyle(frame);
  const words = svgElement('text', { x: 8, y: -8, fill: color, 'font-size': 13 });
  words.setAttribute('font-family', fontFamily);
  words.textContent = title;
  copy.append(words);
  if (caption !== null) copy.append(...legendOf(caption, box));
  copy.setAttribute('xmlns', svgNamespace);
  copy.setAttribute('width', `${whole.width}`);
  copy.setAttribute('height', `${whole.height}`);
  copy.setAttribute('viewBox', `0 ${-titleHeight} ${whole.width} ${whole.height}`);
  return { text: new XMLSerializer().serializeToString(copy), ...whole };
}

/** What stands in the caption, where it stands there. */
function legendOf(caption: Element, origin: DOMRect): readonly SVGElement[] {
  const drawn: SVGElement[] = [];
  const { color: fill, fontFamily, fontSize } = getComputedStyle(caption);
  const texts = document.createTreeWalker(caption, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, bottom, width } = range.getBoundingClientRect();
    if (width === 0) continue;
    // In a viewer without the page's font the words still end where the next begin.
    const at = { x: left - origin.left, y: bottom - origin.top - baseline, textLength: width };
    const font = { fill, 'font-family': fontFamily, 'font-size': fontSize };
    const words = svgElement('text', { ...at, ...font, lengthAdjust: 'spacingAndGlyphs' });
    words.style.whiteSpace = 'pre';
    words.textContent = node.textContent;
    drawn.push(words);
  }
  const middleOf = (element: Element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left - origin.left + width / 2, y: top - origin.top + height / 2, width };
  };
  for (const mark of caption.querySelectorAll('.runs-mark')) {
    const { x, y } = middleOf(mark);
    const stroke = getComputedStyle(mark).borderTopColor;
    const family = families.find((one) => mark.classList.contains(one)) ?? 'CNN';
    const outline = { d: markPath(family, legendRadius), stroke, 'stroke-width': 2, fill: 'none' };
    drawn.push(svgElement('path', { ...outline, transform: `translate(${x} ${y})` }));
    if (mark.classList.contains('variant'))
      drawn.push(svgElement('circle', { cx: x, cy: y, r: variantDot, fill: stroke }));
  }
  for (const stairs of caption.querySelectorAll('.runs-stairs')) {
    const { x, y, width } = middleOf(stairs);
    const stroke = getComputedStyle(stairs).borderTopColor;
    const ends = { x1: x - width / 2, x2: x + width / 2, y1: y, y2: y };
    drawn.push(svgElement('line', { ...ends, stroke, 'stroke-dasharray': '3 3' }));
  }
  for (const cross of caption.querySelectorAll<SVGPathElement>('svg path')) {
    const { x, y } = middleOf(cross);
    const { stroke, fill: inside } = getComputedStyle(cross);
    const d = cross.getAttribute('d') ?? '';
    drawn.push(svgElement('path', { d, stroke, fill: inside, transform: `translate(${x} ${y})` }));
  }
  return drawn;
}

/** Of a line of small text, from its lower edge. */
const baseline = 4;
const legendRadius = 4;

function replaceByPicture(element: Element, canvas: HTMLCanvasElement): void {
  const holder = element.parentElement;
  const picture = svgElement('image', { href: canvas.toDataURL() });
  for (const name of ['x', 'y', 'width', 'height'])
    picture.setAttribute(name, holder?.getAttribute(name) ?? '0');
  holder?.replaceWith(picture);
}

function colourBehind(element: HTMLElement): string {
  let behind: HTMLElement | null = element;
  while (behind !== null) {
    const { backgroundColor } = getComputedStyle(behind);
    if (backgroundColor !== 'rgba(0, 0, 0, 0)') return backgroundColor;
    behind = behind.parentElement;
  }
  return 'white';
}

/** @param title stands above the chart */
export function saveSvg(frame: HTMLElement, title: string): void {
  saveFile('sizewise-runs.svg', svgOf(frame, title).text, 'image/svg+xml');
}

/** At twice the size that it has on the page. */
export async function savePng(frame: HTMLElement, title: string): Promise<void> {
  const { text, width, height } = svgOf(frame, title);
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const picture = new Image(width, height);
    picture.src = url;
    await picture.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [2 * width, 2 * height];
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    if (blob === null) throw new Error('This browser gives no picture of the chart');
    saveFile('sizewise-runs.png', new Uint8Array(await blob.arrayBuffer()), 'image/png');
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** The points as they are drawn, in plain numbers: one row a run, leftmost first; then what came from a cluster. */
export function csvOf({ points, outside }: ChartData, { x, y }: ChartChoice): string {
  const [xMetric, yMetric] = [metricOf(x), metricOf(y)];
  const head = ['run', 'id', 'parent', 'seed', ...headOf(xMetric), ...headOf(yMetric)];
  const rows = points.map(({ run }) => [
    ...[run.name, run.id, run.parentId ?? '', run.recipe.setup.seed],
    ...[...figuresOf(run, xMetric), ...figuresOf(run, yMetric)],
  ]);
  const foreign = outside.map(({ result: { id, origin }, measured }) => [
    ...[outsideNames[origin], id, '', ''],
    ...[x, y].flatMap((name) => figuresOf(measured, outsideMetricOf(name))),
  ]);
  return csvText([head, ...rows, ...foreign]);
}

export const saveCsv = (data: ChartData, choice: ChartChoice): void =>
  saveFile('sizewise-runs.csv', csvOf(data, choice), 'text/csv');
