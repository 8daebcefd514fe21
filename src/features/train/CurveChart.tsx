import 'uplot/dist/uPlot.min.css';
import { useEffect, useLayoutEffect, useRef } from 'react';
import uPlot from 'uplot';
import { type ChartView, chartOptions } from './chart-options.ts';
import { readChartStyle } from './chart-style.ts';

interface CurveChartProps {
  readonly view: ChartView;
  /** The position under the pointer, null when it leaves. */
  readonly onHover: (index: number | null) => void;
}

/** Training and validation curves on a canvas, with the gap between them shaded. Colours are read once: key it by the theme. */
export function CurveChart({ view, onHover }: CurveChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ view, onHover });
  latest.current = { view, onHover };
  const { isLog, kind } = view;

  useLayoutEffect(() => {
    const element = host.current;
    if (element === null) return;
    const { clientWidth: width, clientHeight: height } = element;
    const options = chartOptions({ isLog, kind, style: readChartStyle(element), latest });
    const chart = new uPlot({ ...options, width, height }, columns(latest.current.view), element);
    plot.current = chart;
    const resized = new ResizeObserver(() =>
      chart.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    resized.observe(element);
    return () => {
      resized.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [isLog, kind]);

  useEffect(() => {
    plot.current?.setData(columns(view));
  }, [view]);

  return <div ref={host} className="CurveChart" />;
}

const columns = ({ data }: ChartView): uPlot.AlignedData => [
  data.steps,
  data.batches,
  data.training,
  data.validation,
];
