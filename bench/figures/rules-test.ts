import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { requirePart } from '../../scripts/provision/parts.ts';
import { type Benchmark, inTurn } from '../benchmark.ts';
import { ACGS } from '../programs/acgs.ts';
import { runTimed } from '../programs/child.ts';

const GROUPS = 10;
const RULES = 20;
const HOSTS = 20;
const HOURS = 2;

/** 200 recording and 200 alerting rules over two hours of 200 series at 15 s, each minute. */
export const rulesTest: Benchmark = {
  name: 'rules-test',
  figures: [
    {
      title: `rules test: ${2 * GROUPS * RULES} rules, ${HOURS} h of ${GROUPS * HOSTS} series`,
      unit: 'ms',
      limit: { timesPeer: 1.5 },
      peers: ['promtool test rules'],
    },
  ],
  rounds: 5,
  needs: ['promtool'],
  uses: 'nothing',
  async prepare(stage) {
    const folder = join(await stage.folder(), 'rules');
    await mkdir(folder);
    await writeFile(join(folder, 'large.yaml'), stringify({ groups: groups() }));
    const file = join(folder, 'large.test.yaml');
    await writeFile(file, stringify(tests()));
    const time = (command: string, ...args: string[]) => {
      return async () => (await runTimed(command, args, { signal: stage.signal })).elapsedMs;
    };
    const round = inTurn(
      time(ACGS, 'rules', 'test', file),
      time(requirePart('promtool'), 'test', 'rules', file),
    );
    return async () => [await round()];
  },
};

const each = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, it) => make(it));

function groups() {
  return each(GROUPS, (group) => ({
    name: `group-${group}`,
    rules: each(RULES, (rule) => [
      { record: `rate_${group}_${rule}`, expr: `sum by (job) (rate(requests_${group}[5m])) / ${rule + 1}` },
      {
        alert: `Busy_${group}_${rule}`,
        expr: `rate_${group}_${rule} > ${rule / 4}`,
        for: '5m',
        labels: { severity: 'warning' },
        annotations: { summary: '{{ $labels.job }} takes {{ $value | humanize }} requests a second' },
      },
    ]).flat(),
  }));
}

function tests() {
  return {
    rule_files: ['large.yaml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '15s',
        input_series: each(GROUPS, (group) =>
          each(HOSTS, (host) => ({
            series: `requests_${group}{job="job-${host % 4}",host="host-${host}"}`,
            values: `0+${host + 1}x${HOURS * 240}`,
          })),
        ).flat(),
        promql_expr_test: [
          { expr: 'count(rate_0_0)', eval_time: `${HOURS}h`, exp_samples: [{ labels: '{}', value: 4 }] },
        ],
      },
    ],
  };
}
