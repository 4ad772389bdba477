import { describe, expect, it } from 'vitest';
import { deepLinkIn, parseDeepLink } from './panels.ts';

describe('parseDeepLink', () => {
  it.each([
    ['acgs://health', '/health'],
    ['acgs://health/', '/health'],
    ['acgs://cluster', '/cluster'],
    ['acgs://compliance', '/compliance'],
    ['acgs://metrics', '/metrics'],
    ['acgs://runbooks', '/runbooks'],
    ['acgs://journal', '/journal'],
    ['acgs://system/governance', '/health/governance'],
    ['acgs://system/constitutional-ai', '/health/constitutional-ai'],
  ])('%s leads to %s', (link, route) => {
    expect(parseDeepLink(link)).toBe(route);
  });

  it.each([
    'acgs://settings',
    'acgs://system',
    'acgs://system/unheard-of',
    'acgs://system/governance/restart',
    'acgs://system/governance?confirm=yes',
    'acgs://health#t=secret',
    'acgs://user:password@health',
    'acgs://health:80',
    'acgs:health',
    'ACGS://health',
    ' acgs://health',
    'acgs://health\n--profile=/tmp/x',
    'acgs://system/../health',
    'acgs://system/%67overnance',
    'https://health',
    'javascript:alert(1)',
    '',
  ])('%j leads nowhere', (link) => {
    expect(parseDeepLink(link)).toBeNull();
  });
});

describe('deepLinkIn', () => {
  it('finds the link among a process’s arguments', () => {
    expect(deepLinkIn(['/opt/acgs', '--profile', 'x.yaml', 'acgs://health'])).toBe('/health');
    expect(deepLinkIn(['/opt/acgs', '--open=acgs://health'])).toBeNull();
  });
});
