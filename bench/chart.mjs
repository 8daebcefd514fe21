const [width, height] = [720, 420];
const frame = { left: 76, right: 700, top: 44, bottom: 356 };
const colors = { CNN: ['#1d5fa8', '#7db4ee'], MLP: ['#a84a1d', '#eea27d'] };

const style = `
  text { font: 13px system-ui, sans-serif; fill: #333; }
  .axis { stroke: #777; stroke-width: 1; } .grid { stroke: #ddd; stroke-width: 1; }
  .CNN { stroke: ${colors.CNN[0]}; fill: ${colors.CNN[0]}; }
  .MLP { stroke: ${colors.MLP[0]}; fill: ${colors.MLP[0]}; }
  path { fill: none !important; stroke-width: 2; }
  text.CNN, text.MLP { stroke: none; }
  .threads { stroke-dasharray: 6 4; }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd; } .axis { stroke: #999; } .grid { stroke: #444; }
    .CNN { stroke: ${colors.CNN[1]}; fill: ${colors.CNN[1]}; }
    .MLP { stroke: ${colors.MLP[1]}; fill: ${colors.MLP[1]}; }
  }`;

/** Both ends of a logarithmic axis, on whole powers of ten around the values. */
export function decadesOf(values) {
  const logs = values.map(Math.log10);
  return [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
}

const scale =
  ([from, to], [start, end]) =>
  (value) =>
    start + ((Math.log10(value) - from) / (to - from)) * (end - start);

const powersOf = ([from, to]) =>
  Array.from({ length: to - from + 1 }, (_, step) => 10 ** (from + step));

const short = new Intl.NumberFormat('en-US', { notation: 'compact' });

/** Training images a second against parameters, both axes logarithmic, as SVG: one line for family and threads. */
export function drawSizes(rows) {
  const xs = decadesOf(rows.map(({ parameters }) => parameters));
  const ys = decadesOf(rows.map(({ imagesPerSecond }) => imagesPerSecond));
  const x = scale(xs, [frame.left, frame.right]);
  const y = scale(ys, [frame.bottom, frame.top]);
  const names = new Set(rows.map(classOf));
  const lines = [...names].map((name) => rows.filter((row) => classOf(row) === name));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Training images per second against parameters">
<style>${style}
</style>
${powersOf(xs)
  .map((value) => xTick(x(value), value))
  .join('\n')}
${powersOf(ys)
  .map((value) => yTick(y(value), value))
  .join('\n')}
<path class="axis" d="M${frame.left} ${frame.top}V${frame.bottom}H${frame.right}"/>
${lines.map((line) => drawLine(line, x, y)).join('\n')}
${lines.map(([{ family, threads }], index) => legend({ family, threads, index })).join('\n')}
<text x="${(frame.left + frame.right) / 2}" y="${height - 14}" text-anchor="middle">parameters</text>
<text transform="translate(20 ${(frame.top + frame.bottom) / 2}) rotate(-90)" text-anchor="middle">training, images per second</text>
</svg>
`;
}

const xTick = (x, value) =>
  `<path class="grid" d="M${x} ${frame.top}V${frame.bottom}"/><text x="${x}" y="${frame.bottom + 20}" text-anchor="middle">${short.format(value)}</text>`;

const yTick = (y, value) =>
  `<path class="grid" d="M${frame.left} ${y}H${frame.right}"/><text x="${frame.left - 8}" y="${y + 4}" text-anchor="end">${short.format(value)}</text>`;

const classOf = ({ family, threads }) => `${family}${threads > 1 ? ' threads' : ''}`;

function drawLine(line, x, y) {
  const points = line.map(
    (row) => `${x(row.parameters).toFixed(1)} ${y(row.imagesPerSecond).toFixed(1)}`,
  );
  const dots = points.map((point) => {
    const [cx, cy] = point.split(' ');
    return `<circle class="${line[0].family}" cx="${cx}" cy="${cy}" r="3"/>`;
  });
  return `<path class="${classOf(line[0])}" d="M${points.join('L')}"/>${dots.join('')}`;
}

function legend({ family, threads, index }) {
  const left = frame.left + index * 152;
  return `<path class="${classOf({ family, threads })}" d="M${left} 22h28"/><text x="${left + 34}" y="26">${family}, ${threads} thread${threads === 1 ? '' : 's'}</text>`;
}
