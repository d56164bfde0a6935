import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, ServerlessChecks } from 'cdk-nag';
import { ruleSettings } from '../contracts/platform/rules.ts';
import { registry } from '../contracts/registry.ts';
import { ruleFaults } from '../contracts/rule-faults.ts';
import { decodeStages } from './config/stages.ts';
import { MedstreamStage } from './medstream-stage.ts';

/** The feature flags that the installed library recommends: https://docs.aws.amazon.com/cdk/v2/guide/featureflags.html */
export function recommendedFlags(): Record<string, unknown> {
  const path = createRequire(import.meta.url).resolve('aws-cdk-lib/recommended-feature-flags.json');
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Where this app differs from the recommendation, or goes beyond it. */
export const ownFlags = {
  // A stack exports what others use and cannot be removed before them. The recommended weak references
  // (`Fn::GetStackOutput`) would allow that, and not every emulator knows them.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  // CloudFormation takes a template of 1 MB; indented, a lake of 25 contracts comes near it.
  '@aws-cdk/core:suppressTemplateIndentation': true,
};

/**
 * The CLI looks at findings of the stacks that are named only: a bare `cdk synth`, which names none, would succeed with
 * any. So the app fails by itself, before the CLI has a say.
 */
const everyFindingFails = { '@aws-cdk/core:failSynthOnValidationErrors': true };

/**
 * The CDK app: a CDK stage per medstream stage. Needs no account and no network. Its synthesis fails on any finding of
 * the AWS Solutions, HIPAA and serverless rules that is not acknowledged with a reason where it occurs.
 * @param props for tests: another output directory or context.
 * @throws Error naming the wrong keys of cdk.json, or the wrong settings of the rule file: functions would not start with them
 */
export function createApp(props: AppProps = {}): App {
  const faults = ruleFaults(registry, ruleSettings);
  if (faults.length > 0) throw new Error(`contracts/platform/rules.ts is not valid:\n  ${faults.join('\n  ')}`);
  const app = new App({
    ...props,
    context: { ...recommendedFlags(), ...ownFlags, ...props.context },
    postCliContext: { ...everyFindingFails, ...props.postCliContext },
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new HIPAASecurityChecks(app), new ServerlessChecks(app));
  const stages = decodeStages(app.node.tryGetContext('stage'), app.node.tryGetContext('stages'));
  for (const [name, settings] of stages) new MedstreamStage(app, name, settings);
  return app;
}
