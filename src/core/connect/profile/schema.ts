import { z } from 'zod';
import { calendarSchema } from './calendar-schema.ts';
import { emailSchema } from './email-schema.ts';
import { alertLevel, name, secretRefSchema } from './parts.ts';
import { rolloutsSchema } from './rollouts-schema.ts';
import { OWN_COMPONENTS, SERVICE_IDS } from './systems.ts';

export type { SecretRef } from './parts.ts';

/**
 * The profile: what the control center watches and how it gets there. Every object is strict: an
 * unknown key is an error, since a misspelt key would silently watch nothing.
 */
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });

const urlOf = (pattern: RegExp, words: string) => z.url({ protocol: pattern, error: `must be ${words}` });

const serviceSchema = z.strictObject({
  url: httpUrl.optional().describe('base address; left out: judged by its pods alone'),
  deployment: name.optional().describe('name of its Kubernetes deployment'),
  hostHeader: name.optional().describe('Host header, where the service only accepts certain ones'),
});

const minutes = z.number().min(1).max(10_080);

const escalationSchema = z.strictObject({
  afterMinutes: minutes.optional().describe('unanswered for so long, the next one is called'),
  path: z
    .array(name)
    .min(1, 'must name at least one')
    .optional()
    .describe('roles or names in the order in which they are called'),
});

const alertsSchema = z.strictObject({
  rules: z.array(name).optional().describe('Prometheus rule files beside the shipped ones'),
  intervalSeconds: z
    .number()
    .min(1)
    .max(3600)
    .optional()
    .describe('of rule groups that name none; default 15'),
  responseMinutes: z
    .strictObject({
      emergency: minutes.optional().describe('default 5'),
      critical: minutes.optional().describe('default 15'),
      warning: minutes.optional().describe('default 30'),
    })
    .optional()
    .describe('time to answer an alert'),
  escalation: z.partialRecord(z.enum(['P1', 'P2', 'P3', 'P4']), escalationSchema).optional(),
  desktop: z.boolean().optional().describe('notifications on the desktop; default true'),
  webhooks: z
    .array(
      z.strictObject({
        name: name.max(60),
        url: z.union([httpUrl, secretRefSchema]).describe('an address, or where a secret one is kept'),
        token: secretRefSchema.optional().describe('sent as Bearer'),
        from: alertLevel.optional().describe('milder alerts are not told; default warning'),
      }),
    )
    .optional()
    .superRefine((webhooks = [], context) => {
      // Who was told what is kept by the receiver's name.
      const taken = new Set(['desktop', 'email']);
      for (const [index, { name }] of webhooks.entries()) {
        if (taken.has(name)) {
          const message = 'is the name of another receiver already';
          context.addIssue({ code: 'custom', path: [index, 'name'], message });
        }
        taken.add(name);
      }
    })
    .describe("take Alertmanager's webhook JSON, version 4"),
  email: emailSchema.optional().describe('alerts by mail'),
});

const complianceSchema = z.strictObject({
  components: z
    .array(
      z
        .strictObject({
          name: name.max(80),
          deployment: name.optional().describe('its environment, labels and annotations, and its pods'),
          configMap: name.optional().describe('its keys, labels and annotations'),
        })
        .refine(({ deployment, configMap }) => deployment !== undefined || configMap !== undefined, {
          error: 'must name a deployment or a configMap: there is nowhere else to look',
        }),
    )
    .optional()
    .superRefine((components = [], context) => {
      const taken = new Set<string>([...SERVICE_IDS, ...OWN_COMPONENTS]);
      for (const [index, { name }] of components.entries()) {
        if (taken.has(name)) {
          const message = 'is the name of another component already';
          context.addIssue({ code: 'custom', path: [index, 'name'], message });
        }
        taken.add(name);
      }
    })
    .describe('what has to carry the constitutional hash beside the services of the guides'),
  documents: z
    .array(name)
    .max(1000)
    .optional()
    .describe('files that state the constitutional hash; together they are one component'),
  logs: z
    .array(name)
    .max(100)
    .optional()
    .describe(
      'compliance logs of this machine, with * in the name; default /var/log/acgs/compliance_*.log, none in the sandbox',
    ),
});

const thresholdSchema = z.strictObject({
  target: z.number().optional(),
  warning: z.number().optional(),
  critical: z.number().optional(),
});

export const profileSchema = z.strictObject({
  name: name.max(80),
  environment: z.enum(['production', 'staging', 'sandbox']),
  sandbox: z
    .strictObject({ control: httpUrl.describe('where it is told to break and how fast its clock is to run') })
    .optional()
    .describe('of a practice production only'),
  readOnly: z.boolean().optional().describe('refuse every change; default false'),
  constitutionalHash: z
    .string()
    .regex(/^[0-9a-f]{8,64}$/, 'must be 8 to 64 lower-case hexadecimal digits')
    .optional()
    .describe('the constitutional hash every component must carry; default cdd01ef066bc6cf2'),
  cluster: z
    .strictObject({
      kubeconfig: name.optional().describe('path; left out: KUBECONFIG, then ~/.kube/config'),
      context: name.optional().describe('left out: the current context of the kubeconfig'),
      namespace: name.optional().describe('default acgs-production'),
      configMap: name.optional().describe('default mlops-production-config'),
    })
    .optional(),
  services: z.partialRecord(z.enum(SERVICE_IDS), serviceSchema).optional(),
  stores: z
    .strictObject({
      postgres: z
        .strictObject({
          url: urlOf(/^postgres(ql)?$/, 'a postgres:// address'),
          password: secretRefSchema.optional(),
        })
        .optional(),
      redis: z
        .strictObject({
          url: urlOf(/^rediss?$/, 'a redis:// or rediss:// address'),
          password: secretRefSchema.optional(),
        })
        .optional(),
      objects: z
        .discriminatedUnion('kind', [
          z.strictObject({
            kind: z.literal('s3'),
            endpoint: httpUrl,
            bucket: name,
            region: name.default('us-east-1'),
            accessKey: secretRefSchema,
            secretKey: secretRefSchema,
          }),
          z.strictObject({ kind: z.literal('directory'), path: name }),
        ])
        .optional(),
      influx: z
        .strictObject({
          url: httpUrl,
          database: name,
          user: name.optional(),
          password: secretRefSchema.optional(),
          token: secretRefSchema.optional(),
          metricVersion: z
            .literal([1, 2])
            .optional()
            .describe('how telegraf writes metrics there (its metric_version); left out: looked for'),
        })
        .optional(),
    })
    .optional(),
  prometheus: z.strictObject({ url: httpUrl, token: secretRefSchema.optional() }).optional(),
  scrape: z
    .array(
      z.strictObject({
        job: name.max(80).describe('what it is; a label of all its series'),
        url: httpUrl.describe('the page of metrics itself, such as http://node-1:9100/metrics'),
        token: secretRefSchema.optional(),
        intervalSeconds: z.number().min(1).max(3600).optional().describe('default: that of the probes'),
        timeoutSeconds: z.number().min(0.1).max(60).optional().describe('default: that of the probes'),
      }),
    )
    .optional()
    .describe('pages of metrics that are recorded beside those of the services'),
  alertmanager: z.strictObject({ url: httpUrl, token: secretRefSchema.optional() }).optional(),
  alerts: alertsSchema.optional(),
  compliance: complianceSchema
    .optional()
    .describe('what the constitutional hash is looked for in, and the compliance logs'),
  runbooks: z
    .array(name)
    .optional()
    .describe('own runbooks beside the shipped ones: files, or folders of them'),
  calendar: calendarSchema.optional().describe("when runbooks are due, beside the guides' routines"),
  commands: z
    .record(
      z.string().regex(/^[\w.-]{1,60}$/, 'must be a name of letters, digits, ".", "_" and "-"'),
      z.strictObject({
        path: name.describe('the program itself, no line for a shell'),
        arguments: z
          .array(z.string().max(4096))
          .max(100)
          .optional()
          .describe('given before those of the step'),
      }),
    )
    .optional()
    .describe('programs that runbooks may run (exec), by the name they use'),
  rollouts: rolloutsSchema
    .optional()
    .describe('what moves the share of traffic that uses the MLOps features; default the config map'),
  repositories: z.array(z.strictObject({ name, path: name })).optional(),
  thresholds: z
    .partialRecord(
      z.enum([
        'response-time',
        'compliance',
        'cost-savings',
        'model-accuracy',
        'availability',
        'error-rate',
        'cpu',
        'memory',
        'deployment-success',
        'audit-coverage',
        'dgm-safety',
        'hash-integrity',
      ]),
      thresholdSchema,
    )
    .optional(),
  probes: z
    .strictObject({
      intervalSeconds: z.number().min(1).max(3600).optional().describe('default 15'),
      timeoutSeconds: z.number().min(0.1).max(60).optional().describe('default 10'),
    })
    .optional(),
  record: z
    .strictObject({
      keepDays: z.number().min(1).max(3660).optional().describe('days that are kept; default 90'),
      sizeLimitMiB: z
        .number()
        .int()
        .min(64)
        .max(1_048_576)
        .optional()
        .describe('most it may take of the disk; the oldest goes first; default 2048'),
    })
    .optional()
    .describe('the local record of what was seen; the journal is never cut'),
  contacts: z.record(z.string(), z.unknown()).optional(),
  anchors: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('file'), path: name }),
        z.strictObject({ kind: z.literal('configMap'), name }),
      ]),
    )
    .optional(),
});

/** The profile as written, checked. Defaults are filled in by the parts that use them. */
export type Profile = z.infer<typeof profileSchema>;

export const DEFAULT_CONSTITUTIONAL_HASH = 'cdd01ef066bc6cf2';
export const DEFAULT_NAMESPACE = 'acgs-production';
export const DEFAULT_CONFIG_MAP = 'mlops-production-config';
/** Both names are in use. */
export const CONFIG_MAPS = [DEFAULT_CONFIG_MAP, 'mlops-config'] as const;
