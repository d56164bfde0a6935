import { RemovalPolicy } from 'aws-cdk-lib';
import type { StageSettings } from './stage-settings.ts';

/**
 * What becomes of something that holds data when its stack is removed: it stays, unless the stage is disposable. What a
 * failed first deployment made holds no data yet and goes, or its name would stand in the way of the next attempt.
 */
export function removalPolicy({ isDisposable }: StageSettings): RemovalPolicy {
  return isDisposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}
