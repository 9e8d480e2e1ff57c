// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// The curves of the report, by Chart.js. A line a kernel; colours and dashes are the same in all charts and the legend.
'use strict';

const Curves = (() => {
  const COLOURS = {
    light: ['#0b62a4', '#c2410c', '#15803d', '#9333ea', '#a16207', '#0e7490', '#be185d', '#475569'],
    dark: ['#6cb2f5', '#fb923c', '#4ade80', '#c99bff', '#facc15', '#22d3ee', '#f472b6', '#cbd5e1'],
  };
  const DASHES = [[], [7, 4], [2, 3]];
  const CHARTS = [
    {key: 'features', title: 'Features seen', unit: ''},
    {key: 'coverage', title: 'Coverage: PTX instructions executed, of those present', unit: ' %'},
    {key: 'executions_per_second', title: 'Executions per second', unit: ''},
    {key: 'corpus_files', title: 'Inputs in the corpus', unit: ''},
  ];

  const line = (theme, index) => ({
    colour: COLOURS[theme][index % COLOURS[theme].length],
    dash: DASHES[Math.floor(index / COLOURS[theme].length) % DASHES.length],
  });

  const number = (value) => value.toLocaleString('en-US', {maximumFractionDigits: value < 10 ? 2 : value < 1000 ? 1 : 0});

  // "40 s", "12 min", "8 h", for an axis.
  const time = (seconds) => {
    if (seconds < 120) return number(seconds) + ' s';
    if (seconds < 7200) return number(seconds / 60) + ' min';
    return number(seconds / 3600) + ' h';
  };

  // A distance of ticks that people count in, for some six of them.
  const tickStep = (span) => {
    const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
    return steps.find((step) => span / step <= 6) || Math.ceil(span / 6 / 86400) * 86400;
  };

  const lastOf = (values) => {
    for (let i = values.length - 1; i >= 0; --i) if (values[i] !== null) return values[i];
    return null;
  };

  // What a chart shows, for those who do not see it.
  const inWords = (spec, curves, kernels) => {
    const shown = curves.kernels.filter((kernel) => kernels.has(kernel.kernel));
    if (curves.seconds.length === 0 || shown.length === 0) return spec.title + ' over time: no figures yet.';
    const values = shown.map((kernel) => {
      const last = lastOf(kernel[spec.key]);
      return kernel.kernel + ' ' + (last === null ? 'none' : number(last) + spec.unit);
    });
    return spec.title + ' over time. Last values, after ' + time(curves.seconds[curves.seconds.length - 1]) + ': ' +
        values.join(', ') + '.';
  };

  const datasetsOf = (spec, curves, kernels, theme) => curves.kernels.flatMap((kernel, index) => {
    if (!kernels.has(kernel.kernel)) return [];
    const {colour, dash} = line(theme, index);
    return [{
      label: kernel.kernel,
      data: curves.seconds.map((seconds, at) => ({x: seconds, y: kernel[spec.key][at]})),
      borderColor: colour,
      backgroundColor: colour,
      borderDash: dash,
      borderWidth: 2,
      pointRadius: curves.seconds.length === 1 ? 3 : 0,
      pointHitRadius: 8,
      stepped: spec.key === 'executions_per_second' ? false : 'before',
    }];
  });

  // Tells what was drawn, from the chart itself.
  const tellDrawn = {
    id: 'tellDrawn',
    afterDraw: (chart) => {
      chart.canvas.dataset.drawn = chart.data.datasets.reduce((sum, dataset) => sum + dataset.data.length, 0);
    },
  };

  const optionsFor = (spec, span, style) => ({
    animation: false,
    maintainAspectRatio: false,
    interaction: {mode: 'nearest', axis: 'xy', intersect: false},
    plugins: {
      legend: {display: false},
      tooltip: {
        callbacks: {
          title: (items) => items.length === 0 ? '' : 'after ' + time(items[0].parsed.x),
          label: (item) => item.dataset.label + ': ' + number(item.parsed.y) + spec.unit,
        },
      },
    },
    scales: {
      x: {
        type: 'linear',
        min: 0,
        max: span > 0 ? span : undefined,
        ticks: {stepSize: tickStep(span), includeBounds: false, maxRotation: 0, color: style.soft, callback: time},
        grid: {color: style.line},
      },
      y: {
        beginAtZero: spec.key !== 'coverage',
        ticks: {color: style.soft, callback: (value) => number(value) + spec.unit, maxTicksLimit: 6},
        grid: {color: style.line},
      },
    },
  });

  class All {
    constructor(container, curves, element) {
      this.curves = curves;
      this.span = curves.seconds.length === 0 ? 0 : curves.seconds[curves.seconds.length - 1];
      this.charts = CHARTS.map((spec) => {
        const canvas = element('canvas', {id: 'chart-' + spec.key, role: 'img'});
        container.append(element('div', {class: 'chart'}, element('h3', {}, spec.title), element('div', {}, canvas)));
        return {spec, canvas, chart: null};
      });
    }

    // Draws the kernels of this set in 'light' or 'dark'; `style` holds the page's colours.
    show(kernels, theme, style) {
      for (const one of this.charts) {
        const data = {datasets: datasetsOf(one.spec, this.curves, kernels, theme)};
        const options = optionsFor(one.spec, this.span, style);
        if (one.chart === null) {
          one.chart = new Chart(one.canvas, {type: 'line', data, options, plugins: [tellDrawn]});
        } else {
          one.chart.data = data;
          one.chart.options = options;
          one.chart.update();
        }
        one.canvas.setAttribute('aria-label', inWords(one.spec, this.curves, kernels));
      }
    }

    resize() {
      for (const one of this.charts) one.chart.resize();
    }
  }

  return {All, line, number, time};
})();
