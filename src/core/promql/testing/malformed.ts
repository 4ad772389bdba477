import type { Random } from './random.ts';
import { randomExpression } from './random-expression.ts';

/** Pieces of the language, and pieces that look like it. */
const PIECES = [
  ...['(', ')', '{', '}', '[', ']', ',', '=', '==', '!=', '=~', '!~', '!', ':', '@', '"', "'", '`', '\\'],
  ...['5m', '1h30m', '0x1F', '1e5', '.5', '5.', '1_0', '0', '-1', '5mm', '1y2w', 'inf', 'NaN'],
  ...[
    'by',
    'without',
    'on',
    'ignoring',
    'group_left',
    'group_right',
    'bool',
    'offset',
    'and',
    'or',
    'unless',
  ],
  ...['atan2', 'sum', 'topk', 'count_values', 'start', 'end', 'start()', 'end()', 'rate', 'limitk'],
  ...['foo', 'a:b', 'foo{', '"str"', '{a="b"}', '[5m]', '[5m:1m]', '[5m:]', '("x")', '_', 'x', 'smoothed'],
  ...[
    '+',
    '-',
    '*',
    '/',
    '%',
    '^',
    '<',
    '>',
    '<=',
    '>=',
    '#c\n',
    ' ',
    '\n',
    'é',
    'sort_by_label',
    'histogram_sum',
  ],
  ...['\\d', '=~"a("', '=~"*"', '=~"[z-a]"', '=~"(?i)x"', '(?<n>a)', '(?P<n>a)(?P<n>b)', 'a{1001}'],
];

/** An expression with one to three things added, taken away or exchanged. Now and then it is still right. */
export function malformedExpression(random: Random): string {
  let text = randomExpression(random, 2);
  for (let left = 1 + random.below(3); left > 0; left -= 1) text = damaged(text, random);
  return text;
}

function damaged(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const before = text.slice(0, at);
  switch (random.below(4)) {
    case 0:
      return before + text.slice(at + 1 + random.below(4));
    case 1:
      return before + random.pick(PIECES) + text.slice(at);
    case 2:
      return `${before} ${random.pick(PIECES)} ${text.slice(at)}`;
    default: {
      const words = text.split(/\b/);
      words[random.below(words.length)] = random.pick(PIECES);
      return words.join('');
    }
  }
}
