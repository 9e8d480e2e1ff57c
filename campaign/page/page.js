// Copyright 2026 The gatefuzz authors
// SPDX-License-Identifier: Apache-2.0
//
// Draws the report from its data. Texts in the data come from kernels: they become text nodes, never markup.
'use strict';

(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const {number} = Curves;

  const byId = (id) => document.getElementById(id);

  // An element with attributes and children; a string among them becomes a text node.
  const element = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children.filter((child) => child !== null).map((child) => child instanceof Node ? child : String(child)));
    return made;
  };

  const duration = (seconds) => {
    const all = Math.floor(seconds);
    if (all < 60) return all + ' s';
    if (all < 3600) return Math.floor(all / 60) + ' min ' + all % 60 + ' s';
    return number(Math.floor(all / 3600)) + ' h ' + Math.floor(all / 60) % 60 + ' min';
  };
  const percent = (part, all) => all === 0 ? 'none' : number(100 * part / all) + ' %';
  const counted = (count, noun) => number(count) + ' ' + noun + (count === 1 ? '' : 's');

  // A table that scrolls sideways by itself. Columns: {head, number: is it one, cell: (row) => string or node}; the
  // first names the row. filter: (row) => {kernel, text} to be found by.
  const table = (label, columns, rows, filter) => {
    const kindOf = (column, index) => column.number ? 'number' : index === 0 ? 'name' : column.wide ? 'note wide' : column.note ? 'note' : '';
    const head = columns.map((column, index) => element('th', {scope: 'col', class: kindOf(column, index)}, column.head));
    const body = rows.map((row) => {
      const cells = columns.map((column, index) => element(
          index === 0 ? 'th' : 'td', index === 0 ? {scope: 'row', class: 'name'} : {class: kindOf(column, index)},
          column.cell(row)));
      const line = element('tr', {}, ...cells);
      return filter === undefined ? line : filterable(line, filter(row));
    });
    return element('div', {class: 'table', tabindex: '0', role: 'region', 'aria-label': label},
                   element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body)));
  };

  // What the filter hides and shows: {node, kind, kernel, text}.
  const filterables = [];
  const filterable = (node, {kind, kernel, text}) => {
    filterables.push({node, kind, kernel, text: (kernel + ' ' + text).toLowerCase()});
    return node;
  };

  const drawHeadline = () => {
    const looks = {findings: 'bad', errors: 'bad', unconfirmed: 'warn', nothing: 'warn', clean: 'good'};
    const zooOnly = data.groups.length > 0 && data.groups.every((group) => isZoo(group.kernel));
    const headline = byId('headline');
    headline.textContent = data.headline;
    headline.className = zooOnly ? 'warn' : looks[data.verdict];
    document.title = 'gatefuzz: ' + data.headline;
    byId('status').textContent = data.status_in_words + '; figures of ' + data.updated_utc + ', page of ' +
        data.generated_utc + (data.status === 'running' && !data.stale ? '; this page loads itself again every 30 s' : '');
    const totals = data.totals;
    const figures = [
      ['Duration', totals.elapsed_in_words], ['Kernels', number(totals.kernels)], ['Cases', number(totals.cases)],
      ['Rows', number(totals.rows)], ['Executions/s', number(totals.executions_per_second)],
      ['Features', number(totals.features)], ['Failing cases', number(totals.failing_cases)],
      ['Machines', number(data.members.length)],
    ];
    byId('figures').append(...figures.map(
        ([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))));
    byId('footer').textContent = data.workdir + '. How to read this page: docs/report.md.';
  };

  const isZoo = (kernel) => kernel.startsWith('zoo/');

  const drawProblems = () => {
    byId('problems').hidden = data.problems.length === 0;
    byId('problems').querySelector('ul').append(...data.problems.map((problem) => element('li', {}, problem)));
  };

  // The link comes from a file that people write; other schemes could run as script.
  const issueOf = (group) => {
    if (group.known_issue === '') return null;
    const link = /^https?:\/\//.test(group.known_issue) ?
        element('a', {href: group.known_issue, rel: 'noreferrer'}, group.known_issue) : group.known_issue;
    return element('p', {class: 'warn'}, 'Known issue until ' + group.known_expires + ': ', link);
  };

  const sampleOf = (group) => {
    if (group.samples.length === 0) {
      return [element('p', {class: 'warn'}, group.readable ? 'No sample was saved.' :
          'The folder of this group is missing or damaged; only its count is known.')];
    }
    const [best, ...others] = group.samples;
    const size = counted(best.tokens, 'token') + ', ' + counted(best.experts, 'expert') + ', k = ' + best.k;
    const replay = 'replay: ' + group.replay;
    const text = best.text.trimEnd();
    const words = text.endsWith(replay) ? text.slice(0, -replay.length).trimEnd() : text;
    const parts = [
      element('p', {}, (others.length === 0 ? 'The only sample: ' :
          'Smallest of ' + counted(group.samples.length, 'sample') + ': ') + size +
          (best.reproduced ? '; fails again in a fresh process.' : '; a fresh process passes it.')),
      element('pre', {tabindex: '0', 'aria-label': 'The case in words'}, words),
      element('p', {}, 'Replay:', element('code', {class: 'command'}, group.replay)),
    ];
    if (others.length > 0) {
      parts.push(element('details', {}, element('summary', {}, counted(others.length, 'more sample')),
                         ...others.map((one) => element('p', {}, element('code', {}, one.case)))));
    }
    return parts;
  };

  const cardOf = (group) => {
    const place = group.file === '' ? null : element('code', {}, group.file + ':' + group.line);
    const fault = group.readable ? group.fault : group.id;
    const title = element('h3', {}, group.kernel + ': ' + fault + (group.check === '' ? '' : ', ' + group.check) + ' ',
                          isZoo(group.kernel) ? element('span', {class: 'tag good'}, 'known to be bad') : null);
    const fact = (name, value) => element('div', {}, element('span', {}, name + ' '), value);
    const facts = element(
        'div', {class: 'facts'}, fact('cases', number(group.cases)), fact('first after', duration(group.first_seconds)),
        fact('last after', duration(group.last_seconds)), place === null ? null : fact('at', place),
        group.ptx === '' ? null : fact('PTX', element('code', {}, group.ptx)),
        group.shape === '' ? null : fact('needs', group.shape), fact('group', element('code', {}, group.id)));
    const card = element('article', {class: isZoo(group.kernel) ? 'card zoo' : 'card'}, title,
                         group.promise === '' ? null : element('p', {class: 'soft'}, 'Broken promise: ' + group.promise + '.'),
                         facts, issueOf(group), ...sampleOf(group));
    const text = [group.id, group.fault, group.check, group.file, group.ptx, group.shape, group.known_issue,
                  ...group.samples.map((sample) => sample.text)].join(' ');
    return filterable(card, {kind: 'group', kernel: group.kernel, text});
  };

  const drawFindings = () => {
    if (data.groups.length === 0) byId('findings').append(element('p', {}, 'None.'));
    byId('findings').append(...data.groups.map(cardOf));
  };

  const drawKernels = () => {
    const columns = [
      {head: 'Kernel', cell: (row) => row.kernel},
      {head: 'Findings', number: true, cell: (row) => number(row.groups)},
      {head: 'Cases', number: true, cell: (row) => number(row.cases)},
      {head: 'Rows', number: true, cell: (row) => number(row.rows)},
      {head: 'Cases/s a worker', number: true, cell: (row) => number(row.cases_per_worker_second)},
      {head: 'Features', number: true, cell: (row) => number(row.features)},
      {head: 'PTX coverage', number: true, cell: (row) => percent(row.instructions_executed, row.instructions_present)},
      {head: 'Variants launched', number: true, cell: (row) => number(row.kernels_launched) + ' of ' + number(row.kernels_present)},
      {head: 'Corpus', number: true, cell: (row) => number(row.corpus_files)},
      {head: 'Lost workers', number: true, cell: (row) => number(row.lost_workers)},
    ];
    if (data.kernels.some((kernel) => kernel.error !== '')) {
      columns.push({head: 'Error', note: true, cell: (row) => element('span', {class: 'bad'}, row.error)});
    }
    byId('kernels').append(table('Kernels', columns, data.kernels,
                                 (row) => ({kind: 'kernel', kernel: row.kernel, text: row.error})));
  };

  const drawCanaries = () => {
    const zoo = data.kernels.filter((kernel) => kernel.zoo);
    byId('canaries').hidden = zoo.length === 0;
    const found = (row) => row.groups > 0 ? element('span', {class: 'good'}, 'found') :
        element('span', {class: 'bad'}, 'not found');
    const columns = [
      {head: 'Kernel', cell: (row) => row.kernel}, {head: 'Found', cell: found},
      {head: 'After', number: true, cell: (row) => row.groups > 0 ? duration(row.first_finding_seconds) : ''},
      {head: 'Cases', number: true, cell: (row) => number(row.cases)},
    ];
    byId('canaries').querySelector('div').append(table('Zoo canaries', columns, zoo, (row) => (
        {kind: 'canary', kernel: row.kernel, text: row.groups > 0 ? 'found' : 'not found'})));
  };

  const drawEstimates = () => {
    const known = data.kernels.filter((kernel) => kernel.estimate.known);
    const sum = known.reduce((total, kernel) => total + kernel.estimate.new_in_as_many, 0);
    const box = byId('estimates');
    box.append(element('p', {}, known.length === 0 ? 'No new input was executed yet, so nothing can be said.' :
        'Another run of the same length would show about ' + (sum < 0.95 ? number(sum) : number(Math.round(sum))) +
        ' new features of all kernels together, beside ' + number(data.totals.features) + ' that were seen.'));
    if (known.length === 0) return;
    if (data.members.length > 1) {
      box.append(element('p', {}, 'Members do not tell each other which features they saw, so that one may count several ' +
          'times: the figures are upper bounds.'));
    }
    const estimate = (row) => row.estimate;
    const columns = [
      {head: 'Kernel', cell: (row) => row.kernel},
      {head: 'New features in as many inputs', number: true, cell: (row) => number(estimate(row).new_in_as_many)},
      {head: 'Still unseen, at least', number: true, cell: (row) => number(estimate(row).unseen)},
      {head: 'In words', wide: true, cell: (row) => estimate(row).in_words},
    ];
    box.append(table('Estimates', columns, known, (row) => ({kind: 'estimate', kernel: row.kernel, text: ''})));
  };

  const drawCoverage = () => {
    const section = byId('coverage');
    section.hidden = data.coverage === null;
    if (data.coverage === null) return;
    const {kernel, cases, files, pages} = data.coverage;
    section.querySelector('p').append(kernel + ', ' + counted(cases, 'case') + '. ',
                                      pages === '' ? '' : element('a', {href: pages}, 'Source lines, page by page'));
    const share = (name) => (row) => percent(row[name + '_hit'], row[name]) + ' of ' + number(row[name]);
    const columns = [
      {head: 'File', cell: (row) => row.file}, {head: 'Lines', number: true, cell: share('lines')},
      {head: 'Branches', number: true, cell: share('branches')},
      {head: 'Functions', number: true, cell: share('functions')},
      {head: 'Lines not reached', note: true, cell: (row) => row.lines_missed.join(', ')},
    ];
    section.querySelector('div').append(table('Coverage of CUDA sources', columns, files));
  };

  const drawMembers = () => {
    const lines = (first, second) => element('div', {}, first, element('br', {}), second);
    const asked = (row) => [
      row.asked_seconds > 0 ? 'of ' + duration(row.asked_seconds) : '',
      row.asked_executions > 0 ? 'to ' + number(row.asked_executions) + ' executions' : ''].filter(Boolean).join(', ');
    const columns = [
      {head: 'Member', cell: (row) => row.member}, {head: 'Status', cell: (row) => row.status},
      {head: 'Host', cell: (row) => row.host},
      {head: 'Machine, versions', note: true, cell: (row) => lines(row.machine, row.program)},
      {head: 'Workers', number: true, cell: (row) => number(row.jobs)},
      {head: 'Ran', number: true, cell: (row) => lines(duration(row.elapsed_seconds), asked(row) || 'no end')},
      {head: 'Sessions', number: true, cell: (row) => number(row.sessions)},
      {head: 'Seed', number: true, cell: (row) => row.seed},
      {head: 'Started, last written', cell: (row) => lines(row.started_utc, row.updated_utc)},
    ];
    if (data.members.some((member) => member.error !== '')) {
      columns.push({head: 'Error', note: true, cell: (row) => element('span', {class: 'bad'}, row.error)});
    }
    byId('members').append(table('Machines', columns, data.members));
  };

  // The address after "#" holds filter, kernel and theme, so that a reload and a link keep them.
  const state = new URLSearchParams(location.hash.slice(1));
  const preferred = matchMedia('(prefers-color-scheme: dark)');
  const theme = () => ['light', 'dark'].includes(state.get('theme')) ? state.get('theme') :
      preferred.matches ? 'dark' : 'light';
  let charts = null;
  let printing = false;

  const shownKernels = () => new Set(filterables.filter((one) => one.kind === 'kernel' && !one.node.hidden)
                                         .map((one) => one.kernel));

  const drawLegend = (kernels, name) => {
    const items = data.curves.kernels.flatMap((kernel, index) => {
      if (!kernels.has(kernel.kernel)) return [];
      const {colour, dash} = Curves.line(name, index);
      const svg = (tag, attributes) => {
        const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
        for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
        return made;
      };
      const sample = svg('svg', {width: 26, height: 8, 'aria-hidden': 'true'});
      sample.append(svg('line', {x1: 0, y1: 4, x2: 26, y2: 4, stroke: colour, 'stroke-width': 3, 'stroke-dasharray': dash.join(' ')}));
      return [element('li', {}, sample, kernel.kernel)];
    });
    byId('legend').replaceChildren(...items);
  };

  // Shows what the state says: the theme, the filter, and charts of the kernels that are left.
  const apply = () => {
    const name = printing ? 'light' : theme();
    document.documentElement.dataset.theme = name;
    byId('theme').textContent = name === 'dark' ? 'Light theme' : 'Dark theme';
    const words = (state.get('filter') || '').toLowerCase().split(/\s+/).filter((word) => word !== '');
    const kernel = state.get('kernel') || '';
    for (const one of filterables) {
      one.node.hidden = (kernel !== '' && one.kernel !== kernel) || !words.every((word) => one.text.includes(word));
    }
    // A kernel stays while one of its findings does.
    const withFinding = new Set(filterables.filter((one) => one.kind === 'group' && !one.node.hidden).map((one) => one.kernel));
    for (const one of filterables) {
      if (one.kind !== 'group' && withFinding.has(one.kernel)) one.node.hidden = false;
    }
    const of = (kind) => {
      const all = filterables.filter((one) => one.kind === kind);
      return number(all.filter((one) => !one.node.hidden).length) + ' of ' + counted(all.length, kind);
    };
    byId('shown').textContent = words.length === 0 && kernel === '' ? '' : of('group') + ', ' + of('kernel');
    const kernels = shownKernels();
    drawLegend(kernels, name);
    const style = getComputedStyle(document.documentElement);
    charts.show(kernels, name, {soft: style.getPropertyValue('--soft').trim(), line: style.getPropertyValue('--line').trim()});
  };

  const set = (key, value) => {
    value === '' ? state.delete(key) : state.set(key, value);
    history.replaceState(null, '', '#' + state);
    apply();
  };

  const readAddress = () => {
    const now = new URLSearchParams(location.hash.slice(1));
    for (const key of ['filter', 'kernel', 'theme']) now.get(key) ? state.set(key, now.get(key)) : state.delete(key);
    byId('filter').value = state.get('filter') || '';
    byId('kernel').value = state.get('kernel') || '';
    apply();
  };

  const printed = (now) => () => {
    printing = now;
    for (const details of document.querySelectorAll('details')) details.open = now;
    apply();
    charts.resize();
  };

  drawHeadline();
  drawProblems();
  drawFindings();
  drawKernels();
  drawCanaries();
  drawEstimates();
  drawCoverage();
  drawMembers();
  byId('kernel').append(element('option', {value: ''}, 'all'),
                        ...data.kernels.map((kernel) => element('option', {value: kernel.kernel}, kernel.kernel)));
  charts = new Curves.All(byId('charts'), data.curves, element);
  byId('controls').addEventListener('submit', (event) => event.preventDefault());
  byId('filter').addEventListener('input', (event) => set('filter', event.target.value));
  byId('kernel').addEventListener('change', (event) => set('kernel', event.target.value));
  byId('theme').addEventListener('click', () => set('theme', theme() === 'dark' ? 'light' : 'dark'));
  addEventListener('hashchange', readAddress);
  addEventListener('beforeprint', printed(true));
  addEventListener('afterprint', printed(false));
  preferred.addEventListener('change', apply);
  readAddress();
})();
