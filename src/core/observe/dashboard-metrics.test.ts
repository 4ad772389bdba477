import { describe, expect, it } from 'vitest';
import { readReportedFigures } from './dashboard-metrics.ts';

describe('readReportedFigures', () => {
  it('reads the dashboard, ratio and percent alike', () => {
    expect(
      readReportedFigures({
        type: 'metrics_update',
        data: {
          model_accuracy: 0.924,
          cost_savings: 76.4,
          constitutional_compliance: { value: 97.1, target: 95 },
          availability_percent: 99.95,
          user_satisfaction: 0.93,
          response_time_ms: 312.5,
          error_rate: 0.002,
          cpu_usage: 44,
          memory_usage: 0.6,
        },
      }),
    ).toEqual({
      model_accuracy: 0.924,
      cost_efficiency: expect.closeTo(0.764),
      constitutional_compliance: expect.closeTo(0.971),
      availability: expect.closeTo(0.9995),
      user_satisfaction: 0.93,
      reported_response_time_ms: 312.5,
      reported_error_rate: 0.002,
      reported_cpu: 0.44,
      reported_memory: 0.6,
    });
  });

  it('prefers the figure nearest to the root', () => {
    expect(readReportedFigures({ data: { accuracy: 0.5 }, model_accuracy: 0.9 })).toEqual({
      model_accuracy: 0.9,
    });
  });

  it.each([
    ['one model of several', { models: { churn: { accuracy: 0.5 } } }],
    ['text', { accuracy: '0.9' }],
    ['null', { accuracy: null }],
    ['a negative share', { accuracy: -1 }],
    ['more than the whole', { availability: 512 }],
    ['a list', [{ accuracy: 0.9 }]],
    ['nothing', undefined],
    ['an inherited name', { constructor: 1, toString: 2 }],
  ])('takes no figure from %s', (_, document) => {
    expect(readReportedFigures(document)).toEqual({});
  });
});
