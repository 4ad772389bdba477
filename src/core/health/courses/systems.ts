import { isServiceId, type SystemInfo } from '../../connect/profile/systems.ts';
import { FIGURE_SERIES, REACHABLE_SERIES, RESPONSE_TIME_SERIES, UP_SERIES } from '../recorder.ts';
import type { FigureSpec, Reporter, SeriesRef } from './figure.ts';

/** Availability, response time, error rate, CPU and memory of one system, as far as it can have them. */
export function figuresOfSystem({ id, name }: SystemInfo): FigureSpec[] {
  const figure = (wanted: string): SeriesRef => ({
    name: FIGURE_SERIES,
    labels: { system: id, figure: wanted },
  });
  if (id === 'cluster') return figuresOfCluster();
  const answers: Reporter = {
    source: 'answers to our probes',
    unit: 'ms',
    threshold: 'response-time',
    curves: [{ name: 'answer', of: { name: RESPONSE_TIME_SERIES, labels: { system: id } } }],
  };
  const availability: FigureSpec = {
    id: 'availability',
    title: 'Availability',
    reporters: [
      {
        source: 'share of our probes that were answered',
        unit: 'ratio',
        threshold: 'availability',
        curves: [{ name: 'available', of: { name: UP_SERIES, labels: { system: id } } }],
      },
    ],
    missing: `nobody has looked at ${name} in this time`,
  };
  const used = (resource: 'cpu' | 'memory'): Reporter[] => [
    {
      source: 'metrics.k8s.io, all its pods against their limits',
      unit: 'ratio',
      threshold: resource,
      curves: [{ name: 'of its limit', of: figure(`pods_${resource}_share`) }],
    },
    {
      source: 'metrics.k8s.io, all its pods; they have no limit',
      unit: resource === 'cpu' ? 'cores' : 'bytes',
      threshold: null,
      curves: [{ name: 'used', of: figure(resource === 'cpu' ? 'pods_cpu_cores' : 'pods_memory_bytes') }],
    },
  ];
  if (!isServiceId(id)) {
    const ofRedis: Reporter[] =
      id === 'redis'
        ? [
            {
              source: 'used_memory of its INFO',
              unit: 'bytes',
              threshold: null,
              curves: [{ name: 'used', of: figure('memory_used_bytes') }],
            },
          ]
        : [];
    return [
      availability,
      {
        id: 'response-time',
        title: 'Response time',
        reporters: [answers],
        missing: `${name} has not answered in this time`,
      },
      lacking('error-rate', 'Error rate', `not reported by ${name}; it does not count its answers`),
      lacking('cpu', 'CPU', `not reported by ${name}; it would come from an exporter beside it`),
      {
        id: 'memory',
        title: 'Memory',
        reporters: ofRedis,
        missing: `not reported by ${name}; it would come from an exporter beside it`,
      },
    ];
  }
  const uses = (resource: string) =>
    `not reported for ${name}; ${resource} would come from metrics.k8s.io, for the pods of the deployment the profile names`;
  return [
    availability,
    {
      id: 'response-time',
      title: 'Response time',
      reporters: [
        {
          source: 'its own request durations',
          unit: 'ms',
          threshold: 'response-time',
          curves: [
            { name: 'p95', of: figure('request_duration_p95_ms') },
            { name: 'p50', of: figure('request_duration_p50_ms') },
          ],
        },
        answers,
      ],
      missing: `${name} has not answered in this time`,
    },
    {
      id: 'error-rate',
      title: 'Error rate',
      reporters: [
        {
          source: 'requests it answered with 5xx',
          unit: 'ratio',
          threshold: 'error-rate',
          curves: [{ name: 'errors', of: figure('error_rate') }],
        },
      ],
      missing: `not reported by ${name}; it would come from the requests it counts on /metrics`,
    },
    { id: 'cpu', title: 'CPU', reporters: used('cpu'), missing: uses('CPU') },
    { id: 'memory', title: 'Memory', reporters: used('memory'), missing: uses('memory') },
  ];
}

function figuresOfCluster(): FigureSpec[] {
  const nodes = (resource: 'cpu' | 'memory', title: string): FigureSpec => ({
    id: resource,
    title,
    reporters: [
      {
        source: 'metrics.k8s.io, the fullest node',
        unit: 'ratio',
        threshold: resource,
        curves: [{ name: 'fullest node', of: { target: resource } }],
      },
    ],
    missing: 'not reported; it would come from metrics.k8s.io',
  });
  return [
    {
      id: 'availability',
      title: 'Availability',
      reporters: [
        {
          source: 'whether the Kubernetes API answered us',
          unit: 'ratio',
          threshold: 'availability',
          curves: [{ name: 'available', of: { name: REACHABLE_SERIES, labels: { system: 'cluster' } } }],
        },
      ],
      missing: 'nobody has looked at the cluster in this time',
    },
    nodes('cpu', 'CPU'),
    nodes('memory', 'Memory'),
  ];
}

function lacking(id: string, title: string, missing: string): FigureSpec {
  return { id, title, reporters: [], missing };
}
