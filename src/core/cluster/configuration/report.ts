import { z } from 'zod';

/** ISO 8601. */
const instant = z.iso.datetime();

/** What is wrong with a setting, or what is not known of it. */
const finding = z.object({
  kind: z.enum([
    'unreadable',
    'elsewhere',
    'invalid',
    'target',
    'environment',
    'deployments',
    'restart',
    'written',
    'missing',
    'dangerous',
  ]),
  level: z.enum(['critical', 'warning', 'unknown']),
  /** A sentence without a full stop. */
  says: z.string(),
});
export type Finding = z.infer<typeof finding>;

/** A setting in the environment of a container. */
const variable = z.object({
  deployment: z.string(),
  container: z.string(),
  name: z.string(),
  /** As written; null when it is a secret's, or what it comes from is not there or cannot be read. */
  value: z.string().nullable(),
  /** `config map x, key y`; null when it is written out. */
  from: z.string().nullable(),
  /** Its pods began before the value it comes from was last written: they may run with another one. */
  mayBeOld: z.boolean(),
});
export type SettingVariable = z.infer<typeof variable>;

const verdict = z.enum(['agrees', 'differs', 'missing', 'invalid', 'unknown']);
export type Verdict = z.infer<typeof verdict>;

const settingReport = z.object({
  id: z.string(),
  title: z.string(),
  says: z.string(),
  type: z.enum(['boolean', 'percentage', 'ratio', 'milliseconds', 'days', 'hash', 'path', 'mode']),
  /** Where it belongs in the config map, in words: `performance_targets, cost_savings`; null: nowhere. */
  place: z.string().nullable(),
  variable: z.string().nullable(),
  verdict,
  level: z.enum(['good', 'warning', 'critical', 'unknown']),
  /** As written in the config map; null: not there, or not known. */
  configMap: z
    .object({
      name: z.string(),
      value: z.string(),
      changedBy: z.string().nullable(),
      changedAt: instant.nullable(),
    })
    .nullable(),
  environment: z.array(variable),
  /** What it has to agree with; null when nothing says. */
  target: z.object({ value: z.string(), from: z.string() }).nullable(),
  findings: z.array(finding),
  /** How it is changed: by a rollout, by writing the config map, in a deployment's environment. */
  change: z.enum(['rollout', 'config map', 'environment']),
});
export type SettingReport = z.infer<typeof settingReport>;

/** Who goes by the config map, and since when. */
const reader = z.object({
  deployment: z.string(),
  how: z.enum(['environment', 'files', 'start']),
  /** Null when they could not be looked at. */
  pods: z.number().nullable(),
  /** How many of them began before what they read was last written. */
  before: z.number().nullable(),
  /** When it was last written, as far as they read it. */
  writtenAt: instant.nullable(),
});
export type ConfigurationReader = z.infer<typeof reader>;

export const configurationReport = z.object({
  namespace: z.string(),
  /** `unknown` where something cannot be told and nothing is known to be wrong. */
  verdict: z.enum(['agrees', 'differs', 'unknown']),
  configMaps: z.array(
    z.object({ name: z.string(), changedBy: z.string().nullable(), changedAt: instant.nullable() }),
  ),
  readers: z.array(reader),
  /** About the whole: a config map that is not there, or two of which nobody knows which one counts. */
  findings: z.array(finding),
  settings: z.array(settingReport),
});
export type ConfigurationReport = z.infer<typeof configurationReport>;
