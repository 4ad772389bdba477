import type { ConfigMapText, ConfigMapView } from '../../../../contract/cluster.ts';
import { type Answer, useAnswer } from '../../../state/answer.ts';

/** The values of a config map, read anew whenever its row changes. */
export function useConfigMapText(
  context: string | null,
  { namespace, name }: ConfigMapView,
  turn: number,
): Answer<ConfigMapText> {
  return useAnswer(
    (client, options) => client.cluster.configMap({ context, namespace, name }, options),
    JSON.stringify(['configMap', context, namespace, name]),
    turn,
  );
}

/** A number that grows whenever the row does not say the same any more. */
export function turnOf({ changedAt, bytes, keyCount }: ConfigMapView, asked: number): number {
  return asked * 1e14 + (changedAt === null ? 0 : Date.parse(changedAt)) + bytes + keyCount;
}
