import { describe, expect, it } from 'vitest';
import { faultCatalogue, parseFault } from './catalogue.ts';

describe('parseFault', () => {
  it.each([
    ['service-down=governance', { kind: 'service-down', service: 'governance' }],
    ['service-slow=integrity:3000', { kind: 'service-slow', service: 'integrity', delayMs: 3000 }],
    ['service-errors=authentication:0.25', { kind: 'service-errors', service: 'authentication', rate: 0.25 }],
    ['pod-crash=mlops-manager', { kind: 'pod-crash', deployment: 'mlops-manager' }],
    ['cluster-hang', { kind: 'cluster-hang' }],
  ])('reads %s', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  it('reads every fault of the catalogue', () => {
    const example = {
      '': '',
      ID: '=governance',
      'ID:MS': '=governance:5',
      'ID:RATE': '=governance:1',
      DEPLOYMENT: '=auth-service',
    };
    for (const { name, argument } of faultCatalogue) {
      expect(parseFault(`${name}${example[argument]}`).kind).toBe(name);
    }
    expect(faultCatalogue).toHaveLength(20);
  });

  it.each([
    ['service-up=governance', /^There is no fault "service-up"; the faults are service-down, /],
    ['service-down=goverment', /^There is no service "goverment"; the services are authentication, /],
    ['service-down', 'The fault service-down needs an argument: service-down=ID.'],
    [
      'service-slow=governance',
      'In the fault "service-slow=governance" MS must be a number from 0 to 600000.',
    ],
    [
      'service-errors=governance:2',
      'In the fault "service-errors=governance:2" RATE must be a number from 0 to 1.',
    ],
    ['degraded=governance:2', 'The fault degraded takes a service alone, but ":2" was added.'],
    ['pod-crash=governance', /^There is no deployment "governance"; the deployments are auth-service, /],
    ['cluster-down=now', 'The fault cluster-down takes no argument, but "now" was given.'],
  ])('refuses %s in one sentence', (text, message) => {
    expect(() => parseFault(text)).toThrow(message);
  });
});
