/** The product's own WhatsApp templates: every scenario in five languages, what their variables mean, and how one reads when filled in. */

export const LANGUAGES = ['en', 'ru', 'cs', 'uk', 'bg'] as const;
export type Language = (typeof LANGUAGES)[number];

export const SCENARIOS = [
  'birthday',
  'milestone',
  'pt_dropout',
  'last_chance',
  'reactivation',
  'service_reactivation',
] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** What a variable stands for; the personal part is always the last and the only long one. */
export type VariableMeaning = 'first_name' | 'visit_count' | 'personal_part';

export interface TemplateDefinition {
  scenario: Scenario;
  name: string;
  language: Language;
  category: 'MARKETING';
  /** With {{1}}, {{2}} …; never at the very start or end, where WhatsApp refuses them. */
  body: string;
  variables: readonly VariableMeaning[];
  /** One value per variable, which WhatsApp wants to see when a template is submitted. */
  examples: readonly string[];
  /** A quick reply that opts out: its text is an opt-out word, for it comes back as the reply. */
  buttons: readonly string[];
}

/** WhatsApp's limit for a filled body, and ours for the personal part in it. */
export const FILLED_LIMIT = 1024;
export const PERSONAL_PART_LIMIT = 500;

const NAME_AND_PART: readonly VariableMeaning[] = ['first_name', 'personal_part'];
export const VARIABLES: Record<Scenario, readonly VariableMeaning[]> = {
  birthday: NAME_AND_PART,
  milestone: ['first_name', 'visit_count', 'personal_part'],
  pt_dropout: NAME_AND_PART,
  last_chance: NAME_AND_PART,
  reactivation: NAME_AND_PART,
  service_reactivation: NAME_AND_PART,
};

const BUTTON: Record<Language, string> = {
  en: 'No more messages',
  ru: 'Больше не пишите',
  cs: 'Už mi nepište',
  uk: 'Більше не пишіть',
  bg: 'Не ми пишете',
};

const OPT_OUT_HINT: Record<Language, string> = {
  en: 'If you would rather not get such messages, reply STOP.',
  ru: 'Если не хотите получать такие сообщения, ответьте СТОП.',
  cs: 'Pokud si takové zprávy nepřejete, odpovězte STOP.',
  uk: 'Якщо не бажаєте отримувати такі повідомлення, напишіть СТОП.',
  bg: 'Ако не желаете такива съобщения, отговорете СТОП.',
};

/** How somebody is greeted whose card has no usable first name. */
export const NAMELESS: Record<Language, string> = {
  en: 'dear guest',
  ru: 'уважаемый клиент',
  cs: 'vážený kliente',
  uk: 'шановний клієнте',
  bg: 'уважаеми клиенте',
};

const EXAMPLES: Record<Language, Record<VariableMeaning, string>> = {
  en: {
    first_name: 'Anna',
    visit_count: '50',
    personal_part: 'Your last haircut was two months ago, and Maria has time for you on Tuesday at 17:00.',
  },
  ru: {
    first_name: 'Анна',
    visit_count: '50',
    personal_part: 'Последняя стрижка была два месяца назад, и у Марии есть время во вторник в 17:00.',
  },
  cs: {
    first_name: 'Anna',
    visit_count: '50',
    personal_part: 'Naposledy jste u nás byla na střihu před dvěma měsíci a Marie má volno v úterý v 17:00.',
  },
  uk: {
    first_name: 'Анна',
    visit_count: '50',
    personal_part: 'Остання стрижка була два місяці тому, і Марія має час у вівторок о 17:00.',
  },
  bg: {
    first_name: 'Анна',
    visit_count: '50',
    personal_part: 'Последното подстригване беше преди два месеца и Мария има час за вас във вторник в 17:00.',
  },
};

/** The opt-out hint is added to each: all six are marketing in WhatsApp's sense. */
const BODIES: Record<Scenario, Record<Language, string>> = {
  birthday: {
    en: 'Dear {{1}}, all of us wish you a very happy birthday! {{2}} We hope to celebrate with you soon.',
    ru: 'Здравствуйте, {{1}}! Вся наша команда поздравляет вас с днём рождения. {{2}} Будем рады увидеть вас в ближайшее время.',
    cs: 'Dobrý den, {{1}}, celý náš tým vám přeje všechno nejlepší k narozeninám! {{2}} Těšíme se, že se brzy uvidíme.',
    uk: 'Вітаємо, {{1}}! Уся наша команда бажає вам щасливого дня народження. {{2}} Будемо раді побачити вас найближчим часом.',
    bg: 'Здравейте, {{1}}! Целият ни екип ви пожелава честит рожден ден. {{2}} Ще се радваме да ви видим скоро.',
  },
  milestone: {
    en: 'Congratulations, {{1}}! You have just been with us for visit number {{2}}, and we are proud of you. {{3}} Thank you for being with us.',
    ru: 'Поздравляем, {{1}}! Вы были у нас уже в {{2}}-й раз, и мы вами гордимся. {{3}} Спасибо, что вы с нами.',
    cs: 'Gratulujeme, {{1}}! Byli jste u nás už po {{2}}. a my jsme na vás hrdí. {{3}} Děkujeme, že jste s námi.',
    uk: 'Вітаємо, {{1}}! Ви були в нас уже {{2}}-й раз, і ми вами пишаємося. {{3}} Дякуємо, що ви з нами.',
    bg: 'Поздравления, {{1}}! Вече бяхте при нас за {{2}}-и път и се гордеем с вас. {{3}} Благодарим, че сте с нас.',
  },
  pt_dropout: {
    en: 'Hello {{1}}, we miss you at your personal training. {{2}} Reply here and we will find a time that suits you.',
    ru: 'Здравствуйте, {{1}}! Нам не хватает вас на персональных тренировках. {{2}} Ответьте на это сообщение, и мы подберём удобное вам время.',
    cs: 'Dobrý den, {{1}}, na osobních trénincích nám chybíte. {{2}} Odpovězte na tuto zprávu a najdeme čas, který se vám hodí.',
    uk: 'Вітаємо, {{1}}! Нам бракує вас на персональних тренуваннях. {{2}} Дайте відповідь на це повідомлення, і ми підберемо зручний для вас час.',
    bg: 'Здравейте, {{1}}! Липсвате ни на персоналните тренировки. {{2}} Отговорете на това съобщение и ще намерим удобен за вас час.',
  },
  last_chance: {
    en: 'Hello {{1}}, we have not seen you for several months and would love to have you back. {{2}} Reply here if you would like to come, we will gladly help.',
    ru: 'Здравствуйте, {{1}}! Мы не видели вас уже несколько месяцев и будем очень рады вашему возвращению. {{2}} Ответьте на это сообщение, если хотите прийти, мы с радостью поможем.',
    cs: 'Dobrý den, {{1}}, neviděli jsme se už několik měsíců a moc rádi vás znovu přivítáme. {{2}} Pokud chcete přijít, odpovězte na tuto zprávu, rádi vám pomůžeme.',
    uk: 'Вітаємо, {{1}}! Ми не бачили вас уже кілька місяців і будемо дуже раді вашому поверненню. {{2}} Дайте відповідь на це повідомлення, якщо бажаєте прийти, ми охоче допоможемо.',
    bg: 'Здравейте, {{1}}! Не сме ви виждали от няколко месеца и много ще се радваме да се върнете. {{2}} Отговорете на това съобщение, ако искате да дойдете, ще помогнем с удоволствие.',
  },
  reactivation: {
    en: 'Hello {{1}}, how are you? We have not seen you lately. {{2}} Reply here whenever it suits you, we will be glad to see you.',
    ru: 'Здравствуйте, {{1}}! Как ваши дела? Мы давно не виделись. {{2}} Ответьте, когда вам будет удобно, будем рады вас видеть.',
    cs: 'Dobrý den, {{1}}, jak se máte? Poslední dobou jsme se neviděli. {{2}} Ozvěte se, až se vám to bude hodit, rádi vás uvidíme.',
    uk: 'Вітаємо, {{1}}! Як ваші справи? Ми давно не бачилися. {{2}} Дайте знати, коли вам буде зручно, будемо раді вас бачити.',
    bg: 'Здравейте, {{1}}! Как сте? Напоследък не сме се виждали. {{2}} Отговорете, когато ви е удобно, ще се радваме да ви видим.',
  },
  service_reactivation: {
    en: 'Hello {{1}}, it has been a while since we last saw you. {{2}} Just reply here and we will take care of the rest.',
    ru: 'Здравствуйте, {{1}}! Мы давно вас не видели. {{2}} Просто ответьте на это сообщение, остальное сделаем мы.',
    cs: 'Dobrý den, {{1}}, už jsme se nějakou dobu neviděli. {{2}} Stačí odpovědět na tuto zprávu a o zbytek se postaráme.',
    uk: 'Вітаємо, {{1}}! Ми давно вас не бачили. {{2}} Просто дайте відповідь на це повідомлення, решту зробимо ми.',
    bg: 'Здравейте, {{1}}! Отдавна не сме се виждали. {{2}} Просто отговорете на това съобщение и ние ще се погрижим за останалото.',
  },
};

export const templateName = (scenario: Scenario): string => `reprise_${scenario}`;

/** All thirty, as they are submitted to WhatsApp and kept in message_templates. */
export const TEMPLATES: readonly TemplateDefinition[] = SCENARIOS.flatMap((scenario) =>
  LANGUAGES.map((language) => ({
    scenario,
    name: templateName(scenario),
    language,
    category: 'MARKETING' as const,
    body: `${BODIES[scenario][language]} ${OPT_OUT_HINT[language]}`,
    variables: VARIABLES[scenario],
    examples: VARIABLES[scenario].map((meaning) => EXAMPLES[language][meaning]),
    buttons: [BUTTON[language]],
  })),
);

const KNOWN: ReadonlySet<string> = new Set(LANGUAGES);
export const isLanguage = (code: string): code is Language => KNOWN.has(code);

/** Cards and platforms write `cs-CZ`, `RU` or nothing; what is none of ours is English. */
export function asLanguage(code: string | null | undefined): Language {
  const short = (code ?? '').trim().toLowerCase().split(/[-_]/)[0] ?? '';
  return isLanguage(short) ? short : 'en';
}

/** The whole as the client will read it. A variable without a value stays visible, so that nobody approves a hole. */
export function render(body: string, variables: readonly string[]): string {
  return body.replaceAll(/\{\{(\d+)\}\}/g, (place, number: string) => variables[Number(number) - 1] ?? place);
}
