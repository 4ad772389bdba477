import type { SystemId } from '../../connect/profile/systems.ts';
import type { ThresholdId } from '../../connect/profile/thresholds.ts';
import { FIGURE_SERIES, UP_SERIES } from '../recorder.ts';
import type { HealthTargetId } from '../targets.ts';
import type { CourseUnit, FigureSpec, Reporter, SeriesRef } from './figure.ts';

export const COURSE_GROUPS = ['whole', 'business', 'mlops'] as const;
type CourseGroup = (typeof COURSE_GROUPS)[number];

/** Systems that have ever reported a figure of this name, who is believed first first. */
export type ReportersOf = (figure: string) => readonly { id: SystemId; name: string }[];

/** The figures of production as a whole: how it serves, what it is worth, how its models are delivered. */
export function figuresOfGroup(group: CourseGroup, reportersOf: ReportersOf): FigureSpec[] {
  switch (group) {
    case 'whole':
      return wholeFigures();
    case 'business':
      return businessFigures(reportersOf);
    case 'mlops':
      return mlopsFigures();
  }
}

/** Where the guides' business figures would come from. */
const DASHBOARD = "the Monitoring Dashboard's /api/metrics or the performance_metrics of a service's health";

function wholeFigures(): FigureSpec[] {
  const nodes = 'not reported; it would come from metrics.k8s.io';
  return [
    target(
      'availability',
      'Availability',
      'share of probes answered in the 24 h before',
      'no system has answered',
    ),
    target('response-time', 'Response time', 'the slowest service', 'no service has answered'),
    target(
      'error-rate',
      'Error rate',
      'requests that services answered with 5xx',
      'not reported by any service; it would come from the requests they count on /metrics',
    ),
    target('cpu', 'CPU', 'the fullest node', nodes),
    target('memory', 'Memory', 'the fullest node', nodes),
    target(
      'compliance',
      'Constitutional compliance',
      'mean of the scores services report',
      'not reported by any service; it would come from acgs_constitutional_compliance_score on /metrics',
    ),
  ];
}

function businessFigures(reportersOf: ReportersOf): FigureSpec[] {
  const reported = (id: string, title: string, figure: string): FigureSpec => ({
    id,
    title,
    reporters: reportersOf(figure).map((system) => ({
      source: `as ${system.name} reports it`,
      ...one(title, 'ratio', null, figureOf(system.id, figure)),
    })),
    missing: `not reported by any system; it would come from ${figure} in ${DASHBOARD}`,
  });
  return [
    target(
      'model-accuracy',
      'Model accuracy',
      'the model in production',
      `not reported by any system; it would come from model_accuracy in ${DASHBOARD}`,
    ),
    target(
      'cost-savings',
      'Cost savings',
      'cost efficiency as reported',
      `not reported by any system; it would come from cost_efficiency in ${DASHBOARD}`,
    ),
    reported('user-satisfaction', 'User satisfaction', 'user_satisfaction'),
    reported('prediction-quality', 'Prediction quality', 'prediction_quality'),
  ];
}

function mlopsFigures(): FigureSpec[] {
  const predictions = (id: SystemId, name: string): Reporter => ({
    source: `request durations of ${name}`,
    unit: 'ms',
    threshold: 'response-time',
    curves: [
      { name: 'p95', of: figureOf(id, 'request_duration_p95_ms') },
      { name: 'p50', of: figureOf(id, 'request_duration_p50_ms') },
    ],
  });
  return [
    {
      id: 'prediction-time',
      title: 'Prediction response time',
      reporters: [
        predictions('production-integration', 'Production Integration'),
        predictions('mlops-manager', 'MLOps Manager'),
      ],
      missing:
        'not reported by Production Integration or MLOps Manager; it would come from the request durations on their /metrics',
    },
    target(
      'deployment-success',
      'Version deployment success',
      'share of the deployments that ended well, from the model registry',
      'not reported by any system; it would come from the deployments in the model registry (PostgreSQL)',
    ),
    {
      id: 'versioning',
      title: 'Versioning operations',
      reporters: [
        {
          source: 'requests Model Versioning answered',
          ...one('operations', 'per-second', null, figureOf('model-versioning', 'requests_per_second')),
        },
      ],
      missing: 'not reported by Model Versioning; it would come from the requests it counts on /metrics',
    },
    {
      id: 'artifact-storage',
      title: 'Artifact storage used',
      reporters: [
        {
          source: 'listing of the bucket, or the disk of the folder',
          ...one('used', 'bytes', null, figureOf('objects', 'used_bytes')),
        },
      ],
      missing:
        'not reported by the artifact store; it would come from a listing of a bucket of up to 1,000 objects, or from the disk of a folder',
    },
    {
      id: 'pipeline-success',
      title: 'Pipeline success',
      reporters: [
        {
          source: 'requests Deployment Pipeline answered without a server error',
          ...one('succeeded', 'ratio', 'error-rate', figureOf('deployment-pipeline', 'error_rate')),
          complement: true,
        },
      ],
      missing: 'not reported by Deployment Pipeline; it would come from the requests it counts on /metrics',
    },
    {
      id: 'git-integration',
      title: 'Git integration available',
      reporters: [
        {
          source: 'share of our probes that Git Integration answered',
          ...one('available', 'ratio', 'availability', {
            name: UP_SERIES,
            labels: { system: 'git-integration' },
          }),
        },
      ],
      missing: 'nobody has looked at Git Integration in this time',
    },
  ];
}

function target(id: HealthTargetId, title: string, source: string, missing: string): FigureSpec {
  const unit = id === 'response-time' ? 'ms' : 'ratio';
  return { id, title, reporters: [{ source, ...one(title, unit, id, { target: id }) }], missing };
}

function one(
  name: string,
  unit: CourseUnit,
  threshold: ThresholdId | null,
  of: Reporter['curves'][number]['of'],
): Omit<Reporter, 'source'> {
  return { unit, threshold, curves: [{ name, of }] };
}

function figureOf(system: SystemId, figure: string): SeriesRef {
  return { name: FIGURE_SERIES, labels: { system, figure } };
}
