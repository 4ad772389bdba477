import { describe, expect, it } from 'vitest';
import { PromqlError } from './errors.ts';
import { evaluateInstant } from './evaluate.ts';
import { parseExpression } from './parse.ts';
import { printExpression } from './print.ts';

function complaintAbout(text: string): PromqlError {
  try {
    parseExpression(text);
  } catch (error) {
    if (error instanceof PromqlError) return error;
    throw error;
  }
  throw new Error(`${text} was taken`);
}

describe('parseExpression', () => {
  // Each as Prometheus 3.5.3 prints it (its own printer_test.go has most of them).
  it.each([
    ['sum by() (task:errors:rate10s{job="s"})', 'sum(task:errors:rate10s{job="s"})'],
    ['sum by (code, "foo.bar",) (x)', 'sum by (code, "foo.bar") (x)'],
    ['sum without(instance) (a)', 'sum without (instance) (a)'],
    ['topk(5, x)', 'topk(5, x)'],
    ['count_values("value", x)', 'count_values("value", x)'],
    ['a - on() c', 'a - on () c'],
    ['a - on(b) group_left(x) c', 'a - on (b) group_left (x) c'],
    ['a - ignoring(b) group_left c', 'a - ignoring (b) group_left () c'],
    ['a - ignoring() c', 'a - c'],
    ['up >bool 0', 'up > bool 0'],
    ['a offset -7m', 'a offset -7m'],
    ['a{c="d"}[5m] offset 1m', 'a{c="d"}[5m] offset 1m'],
    ['a[5m] @ start() offset 300', 'a[5m] @ start() offset 5m'],
    ['a @ 10', 'a @ 10.000'],
    ['a[1h:5m] @ end()', 'a[1h:5m] @ end()'],
    ['a[1h:] offset 90s', 'a[1h:] offset 1m30s'],
    ['{__name__="a"}', '{__name__="a"}'],
    ['{"metric.name", b=~"x|y", a!="\\n"}', '{__name__="metric.name",a!="\\n",b=~"x|y"}'],
    ["{`b`='c'}", '{b="c"}'],
    ['1_000 + 0x1F + 010 + .5 + 5. + 1e3', '1000 + 31 + 8 + 0.5 + 5 + 1000'],
    ['1h30m * 2', '1h30m * 2'],
    ['-1 ^ 2', '-1 ^ 2'],
    ['SUM(Inf * nan * x)', 'sum(+Inf * NaN * x)'],
    ['by + offset - start', 'by + offset - start'],
    ['x # a comment\n > 3', 'x > 3'],
    ['"a\\x41\\u00e9\\t"', '"aAé\\t"'],
  ])('reads %s', (text, printed) => {
    const expression = parseExpression(text);
    expect(printExpression(expression)).toBe(printed);
    expect(printExpression(parseExpression(printed))).toBe(printed);
  });

  // Each in the words of Prometheus 3.5.3.
  it.each([
    ['', 'unknown position: parse error: no expression found in input'],
    ['# nothing', '1:1: parse error: no expression found in input'],
    ['1 +', '1:4: parse error: unexpected end of input'],
    ['*1', '1:1: parse error: unexpected <op:*>'],
    ['(1))', "1:5: parse error: unexpected right parenthesis ')'"],
    ['((1)', '1:5: parse error: unclosed left parenthesis'],
    ['2.5.', '1:1: parse error: bad number or duration syntax: "2.5."'],
    ['1 !~ 1', "1:3: parse error: unexpected character after '!': '~'"],
    [
      'foo{gibberish}',
      '1:14: parse error: unexpected "}" in label matching, expected label matching operator',
    ],
    ['foo{a=b}', '1:7: parse error: unexpected identifier "b" in label matching, expected string'],
    ['foo{a="b" c}', '1:11: parse error: unexpected identifier "c" in label matching, expected "," or "}"'],
    ['foo{,}', '1:5: parse error: unexpected "," in label matching, expected identifier or "}"'],
    ['foo{a="b"', '1:10: parse error: unexpected end of input inside braces'],
    ['foo{a=~"("}', '1:5: parse error: error parsing regexp: missing closing ): `(`'],
    ['foo{a=~"*"}', '1:5: parse error: error parsing regexp: missing argument to repetition operator: `*`'],
    ['foo{__name__="bar"}', '1:1: parse error: metric name must not be set twice: "foo" or "bar"'],
    ['{a=~".*"}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['foo[5mm]', '1:5: parse error: bad number or duration syntax: "5mm"'],
    ['foo[5m1h]', '1:5: parse error: not a valid duration string: "5m1h"'],
    ['foo[0m]', '1:5: parse error: duration must be greater than 0'],
    ['foo[]', '1:5: parse error: unexpected "]" in subquery selector, expected number or duration'],
    ['(foo)[5m]', '1:6: parse error: ranges only allowed for vector selectors'],
    ['foo offset 1m[5m]', '1:14: parse error: no offset modifiers allowed before range'],
    ['foo offset', '1:11: parse error: unexpected end of input in offset, expected number or duration'],
    ['foo @', '1:6: parse error: unexpected end of input in @, expected timestamp'],
    ['foo @ Inf', '1:1: parse error: timestamp out of bounds for @ modifier: +Inf'],
    ['1 offset 1d', /^1:1: parse error: offset modifier must be preceded by an instant vector selector or/],
    ['sum without(==)(x)', '1:13: parse error: unexpected <op:==> in grouping opts, expected label'],
    ['sum (x) by test', '1:12: parse error: unexpected identifier "test" in grouping opts, expected "("'],
    ['sum(x y)', '1:7: parse error: unexpected identifier "y" in aggregation'],
    ['sum()', '1:1: parse error: no arguments for aggregate expression provided'],
    [
      'topk(x)',
      /^1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1$/,
    ],
    ['topk("k", x)', '1:6: parse error: expected type scalar in aggregation parameter, got string'],
    [
      'rate(x)',
      '1:6: parse error: expected type range vector in call to function "rate", got instant vector',
    ],
    ['floor(x, 1)', '1:1: parse error: expected 1 argument(s) in call to "floor", got 2'],
    ['hour(a, b)', '1:1: parse error: expected at most 1 argument(s) in call to "hour", got 2'],
    ['label_join(a)', '1:1: parse error: expected at least 3 argument(s) in call to "label_join", got 1'],
    ['f(x)', '1:1: parse error: unknown function with name "f"'],
    ['rate(x,)', '1:7: parse error: trailing commas not allowed in function call args'],
    ['1 == 1', '1:3: parse error: comparisons between scalars must use BOOL modifier'],
    ['a + bool b', '1:3: parse error: bool modifier can only be used on comparison operators'],
    ['a and 1', '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
    ['a == on(b) 1', '1:1: parse error: vector matching only allowed between instant vectors'],
    ['a and on(b) group_left c', '1:1: parse error: no grouping allowed for "and" operation'],
    [
      'a + on(b) group_left(b) c',
      '1:3: parse error: label "b" must not occur in ON and GROUP clause at once',
    ],
    ['a + on(b) group_left] c', /unexpected "\]"|unexpected right bracket/],
    ['-"a"', /^1:1: parse error: unary expression only allowed on .* got "string"$/],
    ['a[5m] + 1', '1:1: parse error: binary expression must contain only scalar and instant vector types'],
    ['a[5m][5m:1m]', '1:1: parse error: subquery is only allowed on instant vector, got matrix instead'],
    ['\n  é', "2:3: parse error: unexpected character: 'é'"],
    ['"é" + (', '1:9: parse error: unclosed left parenthesis'],
  ])('refuses %s', (text, sentence) => {
    const { message, fault } = complaintAbout(text);
    expect(fault).toBe('parse');
    if (typeof sentence === 'string') expect(message).toBe(sentence);
    else expect(message).toMatch(sentence);
  });

  it.each([
    ['mad_over_time(x[5m])', 'function "mad_over_time" is not enabled'],
    ['info(x)', 'function "info" is not enabled'],
    ['limitk(1, x)', 'limitk() is experimental and must be enabled with'],
    ['x[5m + 1m]', 'experimental duration expression is not enabled'],
    ['x[5m] smoothed', 'unexpected identifier "smoothed"'],
  ])('refuses the experimental %s as Prometheus does', (text, words) => {
    expect(complaintAbout(text)).toMatchObject({ fault: 'parse', sentence: expect.stringContaining(words) });
  });

  it.each([
    ['histogram_count(x)', 'function "histogram_count" works on native histograms, which are not supported'],
    ['x{a=~"(?P<n>a)(?P<n>b)"}', 'a regular expression with two groups of one name is not supported'],
    ['label_replace(x, "a", "", "b", "(?P<n>a)(?P<n>b)")', /two groups of one name/],
    ['"\\xff"', 'the string "\\xff" is no UTF-8, which is not supported'],
  ])('refuses by name what only Prometheus can do: %s', (text, sentence) => {
    expect(complaintAbout(text)).toMatchObject({ fault: 'unsupported', code: 'usage' });
    expect(complaintAbout(text).sentence).toMatch(sentence);
  });

  it.each([
    ['parentheses', '('.repeat(20_000)],
    ['signs', '-'.repeat(20_000)],
    ['operators', '1 + '.repeat(20_000)],
    ['calls', 'abs('.repeat(20_000)],
    ['subqueries', `x${'[1m:]'.repeat(20_000)}`],
  ])('refuses %s without end, and does not run out of stack', (_, text) => {
    expect(complaintAbout(text)).toMatchObject({
      fault: 'unsupported',
      sentence: 'more than 500 levels of nesting are not supported',
    });
  });

  it('reads, checks, prints and evaluates what is just not too deep', () => {
    const deep = parseExpression(`${'(-'.repeat(248)}vector(1)${')'.repeat(248)} + ${'1 + '.repeat(480)}1`);
    expect(printExpression(deep)).toContain('(-(-vector(1)))');
    const value = evaluateInstant({ expression: deep, source: { select: () => [] }, atMs: 0 });
    expect(value).toMatchObject({ samples: [{ value: 482 }] });
  });

  it('says where in the text, also behind characters of more than one byte', () => {
    expect(complaintAbout('"é" + rate(x)').span).toEqual({ start: 11, end: 12 });
    expect(complaintAbout('"é" == 1').message).toMatch(/^1:1: /);
  });
});
