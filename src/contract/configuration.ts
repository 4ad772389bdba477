import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { atMoment, instant, problem } from './source.ts';

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

const variable = z.object({
  deployment: z.string(),
  container: z.string(),
  name: z.string(),
  /** As written; null when it is a secret's, which is never read, or cannot be told. */
  value: z.string().nullable(),
  /** `config map x, key y`; null when it is written out. */
  from: z.string().nullable(),
  /** Its pods began before the value it comes from was last written. */
  mayBeOld: z.boolean(),
});

export type SettingVariable = z.infer<typeof variable>;

const setting = z.object({
  /** What operations call it: `performance_targets.cost_savings`. */
  id: z.string(),
  title: z.string(),
  /** What it decides, without a full stop. */
  says: z.string(),
  type: z.enum(['boolean', 'percentage', 'ratio', 'milliseconds', 'days', 'hash', 'path', 'mode']),
  /** Where it belongs in the config map; null: nowhere. */
  place: z.string().nullable(),
  variable: z.string().nullable(),
  verdict: z.enum(['agrees', 'differs', 'missing', 'invalid', 'unknown']),
  level: z.enum(['good', 'warning', 'critical', 'unknown']),
  /** As written there; null: not there, or not known. */
  configMap: z
    .object({
      name: z.string(),
      value: z.string(),
      changedBy: z.string().nullable(),
      changedAt: instant.nullable(),
    })
    .nullable(),
  environment: z.array(variable),
  /** What it has to agree with, and who says so; null when nothing does. */
  target: z.object({ value: z.string(), from: z.string() }).nullable(),
  findings: z.array(finding),
  /** How it is changed: `configuration.set`, `configuration.set-variable`, or by a rollout alone. */
  change: z.enum(['rollout', 'config map', 'environment']),
});
export type SettingView = z.infer<typeof setting>;

const reader = z.object({
  deployment: z.string(),
  /** `start`: it goes by the config map when it starts, whatever its variables say. */
  how: z.enum(['environment', 'files', 'start']),
  /** Null when they could not be looked at. */
  pods: z.number().nullable(),
  /** How many of them began before what they read was last written. */
  before: z.number().nullable(),
  writtenAt: instant.nullable(),
});

const report = z.object({
  namespace: z.string(),
  verdict: z.enum(['agrees', 'differs', 'unknown']),
  configMaps: z.array(
    z.object({ name: z.string(), changedBy: z.string().nullable(), changedAt: instant.nullable() }),
  ),
  readers: z.array(reader),
  /** About the whole. */
  findings: z.array(finding),
  settings: z.array(setting),
});

export type ConfigurationReport = z.infer<typeof report>;

/** The document of `acgs configuration show --json`. */
export const configurationView = z.object({
  /** Null while nobody has seen it. With a problem it is what was last seen, and every verdict is unknown. */
  report: report.nullable(),
  observedAt: instant.nullable(),
  /** Null while what is told is the present. */
  problem: problem.nullable(),
});
export type ConfigurationView = z.infer<typeof configurationView>;

export const configurationContract = {
  /** Environment variables and config map beside what they are to be; again after every look. */
  watch: oc.input(atMoment).output(eventIterator(configurationView)),
};
