// What a dashboard file must be: @grafana/schema's types, strict in what they leave open (each panel's own options), and a title, a
// description and a unit for every panel.
import type { AnnotationQuery, Dashboard, DataSourceRef, Panel, VariableModel } from '@grafana/schema';
import type * as stat from '@grafana/schema/dist/types/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen.d.ts';
import type * as text from '@grafana/schema/dist/types/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen.d.ts';
import type * as timeseries from '@grafana/schema/dist/types/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen.d.ts';

// A file holds the values of enumerations, not their names.
type Json<T> = T extends string ? `${T}` : T extends object ? { [K in keyof T]: Json<T[K]> } : T;

type PartOf<T> = T extends object ? { [K in keyof T]?: PartOf<T[K]> } : T;

type Query = { refId: string; expr: string; legendFormat: string };

type Annotation = Omit<AnnotationQuery, 'target'> & {
  titleFormat: string;
  target: { refId: string; expr: string; interval: string };
};

type Described<Type extends string, Options> = Omit<Panel, 'type' | 'options' | 'targets' | 'fieldConfig'> & {
  type: Type;
  title: string;
  description: string;
  options: Options;
};

type Queried<Type extends string, Options, Custom> = Described<Type, Options> & {
  datasource: DataSourceRef;
  targets: [Query, ...Query[]];
  fieldConfig: {
    defaults: Omit<NonNullable<Panel['fieldConfig']>['defaults'], 'custom'> & { unit: string; custom?: Custom };
    overrides: NonNullable<Panel['fieldConfig']>['overrides'];
  };
};

type Row = { id: number; type: 'row'; title: string; collapsed: boolean; gridPos: Panel['gridPos']; panels: [] };

type Shown =
  | Queried<'stat', PartOf<stat.Options>, never>
  | Queried<'timeseries', timeseries.Options, timeseries.FieldConfig>
  | Described<'text', text.Options>
  | Row;

export type Checked = Json<
  Omit<Dashboard, 'annotations' | 'templating' | 'panels'> & {
    uid: string;
    title: string;
    annotations: { list: Annotation[] };
    templating: { list: VariableModel[] };
    panels: Shown[];
  }
>;
