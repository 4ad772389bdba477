import type { Random } from './random.ts';

const METRICS = [
  ...[
    'temperature',
    'requests_total',
    'queue',
    'latency_bucket',
    'build_info',
    'limit',
    'tiny',
    'huge',
    'epoch',
  ],
  ...['constant', 'broken_bucket', '{"odd.name"}'],
];
const LABELS = ['job', 'instance', 'zone', 'code', 'le', 'version', '__name__', '"odd.label"'];
const NAMES = METRICS.filter((name) => !name.startsWith('{'));
const DURATIONS = ['30s', '1m', '90s', '2m', '5m', '7m30s', '10m'];
const MATCHERS = [
  ...['job="api"', 'job!="api"', 'job=~"a.*|web"', 'job!~"d.+"', 'instance="a:1"', 'zone=""', 'zone!=""'],
  ...['zone=~"x|"', 'code=~"[45]00"', 'version="2.0"', 'le="+Inf"', 'job=~"(?i)API"', 'instance=~".:1"'],
  ...['"odd.label"=~"é+"', '"odd.label"!="é"'],
];
const ELEMENTWISE = [
  ...[
    'abs',
    'ceil',
    'floor',
    'ln',
    'log2',
    'log10',
    'sgn',
    'sqrt',
    'sort',
    'sort_desc',
    'timestamp',
    'deg',
    'rad',
  ],
  ...[
    'hour',
    'minute',
    'month',
    'year',
    'day_of_month',
    'day_of_week',
    'day_of_year',
    'days_in_month',
    'absent',
  ],
  ...['round', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'asinh', 'acosh', 'atanh'],
];
/** Go's last digit depends on the processor; only outermost, or what is made of it would differ by more. */
const EXPONENTIAL = ['exp', 'sinh', 'cosh', 'tanh'];
const OVER_TIME = [
  ...['rate', 'irate', 'increase', 'delta', 'idelta', 'deriv', 'resets', 'changes', 'absent_over_time'],
  ...[
    'present_over_time',
    'avg_over_time',
    'count_over_time',
    'last_over_time',
    'max_over_time',
    'min_over_time',
  ],
  ...['sum_over_time', 'stddev_over_time', 'stdvar_over_time'],
];
const AGGREGATIONS = ['sum', 'avg', 'min', 'max', 'count', 'group'];
const ARITHMETIC = ['+', '-', '*', '/', '%', 'atan2'];
const POWERS = ['2', '3', '-1', '0.5', '0', '10', '-0.5', '41'];
const COMPARISON = ['==', '!=', '>', '<', '>=', '<='];
const SETS = ['and', 'or', 'unless'];
const NUMBERS = [
  '0',
  '1',
  '2',
  '0.5',
  '-1',
  '10',
  '100',
  '3.25',
  '1e3',
  '0x1F',
  'Inf',
  '-Inf',
  'NaN',
  '1m',
  '50',
];

/** Random expressions, well typed: what they give, or the error they end in, is the same in two engines or not. */
export function randomExpression(random: Random, depth = 3): string {
  if (random.chance(0.05)) return `${random.pick(EXPONENTIAL)}(${vector(random, depth - 1)})`;
  if (random.chance(0.03)) return `(${vector(random, 1)}) ^ ${matching(random)}(${vector(random, 1)})`;
  return random.chance(0.06) ? scalar(random, depth) : vector(random, depth);
}

function vector(random: Random, depth: number): string {
  if (depth <= 0) return selector(random);
  const inner = depth - 1;
  switch (random.below(13)) {
    case 0:
      return selector(random);
    case 1:
      return `${random.pick(ELEMENTWISE)}(${vector(random, inner)})`;
    case 2:
    case 3:
      return `${random.pick(OVER_TIME)}(${range(random, inner)})`;
    case 4:
    case 5:
      return aggregation(random, inner);
    case 6:
      return `${vector(random, inner)} ${random.pick(ARITHMETIC)} ${matching(random)}${vector(random, inner)}`;
    case 7:
      return compared(random, inner);
    case 8:
      return `${vector(random, inner)} ${random.pick(SETS)} ${setMatching(random)}${vector(random, inner)}`;
    case 9:
      return withScalar(random, inner);
    case 10:
      return `(${vector(random, inner)})`;
    case 11:
      return `${random.pick(['-', '+'])}${vector(random, inner)}`;
    default:
      return special(random, inner);
  }
}

function selector(random: Random): string {
  return `${bareSelector(random)}${modifiers(random)}`;
}

function bareSelector(random: Random): string {
  const matchers = random.chance(0.4)
    ? [random.pick(MATCHERS)]
    : random.chance(0.2)
      ? random.some(MATCHERS)
      : [];
  if (random.chance(0.05)) return `{__name__=~"${random.pick(NAMES)}|${random.pick(NAMES)}"}`;
  const metric = random.pick(METRICS);
  if (matchers.length === 0) return metric;
  // A name within braces has its matchers beside it.
  return metric.endsWith('}')
    ? `${metric.slice(0, -1)}, ${matchers.join(',')}}`
    : `${metric}{${matchers.join(',')}}`;
}

function modifiers(random: Random): string {
  const offset = random.chance(0.12) ? ` offset ${random.pick(['', '-'])}${random.pick(DURATIONS)}` : '';
  const at = random.chance(0.06)
    ? ` @ ${random.pick(['start()', 'end()', '1767226800', '1767227100.5'])}`
    : '';
  return random.chance(0.5) ? offset + at : at + offset;
}

function range(random: Random, depth: number): string {
  if (depth > 0 && random.chance(0.3)) {
    const step = random.pick(['15s', '30s', '1m', '', '7s']);
    return `${subqueried(vector(random, depth - 1))}[${random.pick(DURATIONS)}:${step}]${modifiers(random)}`;
  }
  return `${bareSelector(random)}[${random.pick(DURATIONS)}]${modifiers(random)}`;
}

/** What follows binds more strongly than any operator. */
const subqueried = (expression: string) => `(${expression})`;

function labelList(random: Random): string {
  return random.some(LABELS).join(', ');
}

function aggregation(random: Random, depth: number): string {
  const by = random.chance(0.7) ? ` ${random.pick(['by', 'without'])} (${labelList(random)}) ` : '';
  const inner = vector(random, depth);
  switch (random.below(9)) {
    case 0:
      return ranked(random, by);
    case 3:
      // What rounding does to them depends on the order, too.
      return `${random.pick(['stddev', 'stdvar'])}${by}(${ordered(random)})`;
    case 1:
      return `quantile${by}(${random.pick(['0', '0.5', '0.9', '1', '-0.1', '1.1', scalar(random, 0)])}, ${inner})`;
    case 2:
      return `count_values${by}("${random.pick(['value', 'job', '__name__', 'odd.label'])}", ${inner})`;
    default:
      return `${random.pick(AGGREGATIONS)}${by}(${inner})`;
  }
}

/** Of equals the first is taken, and Prometheus does not order what it calculates over a range: only of samples. */
function ranked(random: Random, by: string): string {
  const count = random.pick(['1', '2', '3', '0', '2.7', '-1']);
  return `${random.pick(['topk', 'bottomk'])}${by}(${count}, ${ordered(random)})`;
}

/** Series in the order of the storage. */
function ordered(random: Random): string {
  return random.chance(0.5) ? selector(random) : `${random.pick(OVER_TIME)}(${range(random, 0)})`;
}

function matching(random: Random): string {
  if (random.chance(0.35)) return '';
  const labels = `${random.pick(['on', 'ignoring'])} (${labelList(random)}) `;
  if (random.chance(0.5)) return labels;
  return `${labels}${random.pick(['group_left', 'group_right'])} (${random.chance(0.5) ? random.pick(LABELS) : ''}) `;
}

function setMatching(random: Random): string {
  return random.chance(0.5) ? '' : `${random.pick(['on', 'ignoring'])} (${labelList(random)}) `;
}

function compared(random: Random, depth: number): string {
  const bool = random.chance(0.4) ? 'bool ' : '';
  return `${vector(random, depth)} ${random.pick(COMPARISON)} ${bool}${matching(random)}${vector(random, depth)}`;
}

function withScalar(random: Random, depth: number): string {
  const one = vector(random, depth);
  const other = scalar(random, depth);
  if (random.chance(0.1)) return `(${one}) ^ ${random.pick(POWERS)}`;
  const bool = random.chance(0.4) ? ' bool' : '';
  const operator = random.chance(0.5) ? random.pick(ARITHMETIC) : random.pick(COMPARISON) + bool;
  return random.chance(0.7) ? `${one} ${operator} ${other}` : `${other} ${operator} ${one}`;
}

function scalar(random: Random, depth: number): string {
  if (depth <= 0 || random.chance(0.6)) return random.pick(NUMBERS);
  switch (random.below(5)) {
    case 0:
      return 'time()';
    case 1:
      return `scalar(${vector(random, depth - 1)})`;
    case 2:
      return 'pi()';
    case 3:
      return `(${scalar(random, depth - 1)} ${random.pick(ARITHMETIC)} ${scalar(random, depth - 1)})`;
    default:
      return `(${scalar(random, depth - 1)} ${random.pick(COMPARISON)} bool ${scalar(random, depth - 1)})`;
  }
}

function special(random: Random, depth: number): string {
  const inner = vector(random, depth);
  const number = () => scalar(random, 0);
  switch (random.below(10)) {
    case 0:
      return `clamp(${inner}, ${number()}, ${number()})`;
    case 1:
      return `${random.pick(['clamp_min', 'clamp_max'])}(${inner}, ${scalar(random, depth)})`;
    case 2:
      return `round(${inner}, ${random.pick(['5', '0.1', '0.25', '3', '0'])})`;
    case 3:
      return `histogram_quantile(${random.pick(['0.5', '0.9', '0', '1', '2', 'NaN'])}, ${bucketed(random)})`;
    case 4:
      return random.chance(0.5)
        ? `histogram_quantile(${scalar(random, 1)}, ${aggregated(random)})`
        : `histogram_fraction(${number()}, ${number()}, ${bucketed(random)})`;
    case 5:
      return `label_replace(${inner}, ${label(random)}, "${random.pick(['$1', 'x-$1', '', '$2$1', '$n', '$$1'])}", ${label(random)}, "${random.pick(['(.*)', '([a-z]+):?(.*)', 'a.*', '(?P<n>.)(a|b)*.*', '(b)?.*'])}")`;
    case 6:
      return `label_join(${inner}, ${label(random)}, "${random.pick(['-', ''])}", "job", "instance")`;
    case 7:
      return `vector(${scalar(random, depth)})`;
    case 8:
      return `predict_linear(${range(random, depth)}, ${number()})`;
    default:
      return `quantile_over_time(${random.pick(['0.5', '0.95', '0', '1', '-1'])}, ${range(random, depth)})`;
  }
}

const label = (random: Random) => `"${random.pick([...LABELS, 'new']).replaceAll('"', '')}"`;

function bucketed(random: Random): string {
  const buckets = random.pick([
    'latency_bucket',
    'broken_bucket',
    '{__name__=~"latency_bucket|broken_bucket"}',
    'limit',
  ]);
  return random.chance(0.5) ? buckets : `rate(${buckets}[${random.pick(DURATIONS)}])`;
}

function aggregated(random: Random): string {
  return `sum by (le${random.chance(0.5) ? ', job' : ''}) (increase(latency_bucket[${random.pick(DURATIONS)}]))`;
}
