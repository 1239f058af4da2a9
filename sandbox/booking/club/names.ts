/** First names and surnames of invented people, by the language they speak. */

export type Language = 'cs' | 'uk' | 'ru' | 'en' | 'bg';

interface Names {
  women: readonly string[];
  men: readonly string[];
  womensSurnames: readonly string[];
  mensSurnames: readonly string[];
}

const list = (names: string): string[] => names.split(' ');

export const NAMES: Readonly<Record<Language, Names>> = {
  cs: {
    women: list(
      'Jana Petra Lucie Tereza Kateřina Veronika Markéta Eliška Barbora Hana Lenka Martina Kristýna Adéla Zuzana',
    ),
    men: list('Jan Petr Tomáš Martin Jakub Lukáš Ondřej David Michal Vojtěch Filip Adam Marek Jiří Pavel'),
    womensSurnames: list(
      'Nováková Svobodová Dvořáková Černá Procházková Kučerová Veselá Horáková Němcová Marková Pokorná Králová Růžičková Benešová Fialová',
    ),
    mensSurnames: list(
      'Novák Svoboda Dvořák Černý Procházka Kučera Veselý Horák Němec Marek Pokorný Král Růžička Beneš Fiala',
    ),
  },
  uk: {
    women: list('Оксана Олена Ірина Наталія Юлія Тетяна Катерина Марія Софія Анастасія'),
    men: list('Андрій Олександр Сергій Тарас Богдан Дмитро Микола Роман Василь Назар'),
    womensSurnames: list('Шевченко Бондаренко Ткаченко Мельник Кравчук Поліщук Савчук Лисенко Гончар Коваленко'),
    mensSurnames: list('Шевченко Бондаренко Ткаченко Мельник Кравчук Поліщук Савчук Лисенко Гончар Коваленко'),
  },
  ru: {
    women: list('Анна Мария Ольга Екатерина Дарья Елена Светлана Полина Ксения Жанна'),
    men: list('Алексей Дмитрий Иван Сергей Михаил Павел Артём Никита Егор Кирилл'),
    womensSurnames: list('Иванова Смирнова Кузнецова Попова Волкова Соколова Лебедева Морозова Зайцева Орлова'),
    mensSurnames: list('Иванов Смирнов Кузнецов Попов Волков Соколов Лебедев Морозов Зайцев Орлов'),
  },
  en: {
    women: list('Emma Olivia Sophie Grace Hannah Lauren Chloe Megan Alice Rachel'),
    men: list('James Oliver Jack Thomas William Harry Daniel Samuel George Ethan'),
    womensSurnames: list('Smith Jones Taylor Brown Wilson Evans Walker Wright Hughes Clarke'),
    mensSurnames: list('Smith Jones Taylor Brown Wilson Evans Walker Wright Hughes Clarke'),
  },
  bg: {
    women: list('Мария Елена Десислава Гергана Ивана Радост Виктория Яна'),
    men: list('Георги Иван Димитър Николай Петър Стоян Калоян Борис'),
    womensSurnames: list('Димитрова Георгиева Петрова Николова Стоянова Тодорова Ангелова Колева'),
    mensSurnames: list('Димитров Георгиев Петров Николов Стоянов Тодоров Ангелов Колев'),
  },
};
