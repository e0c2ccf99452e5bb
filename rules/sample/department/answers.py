"""What people fill in: the answers to the forms of the regulations in rules/.

Each field has its own way of being answered; what stands in no table is answered by its type.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from world import DEVELOPER, LEADER, MANAGERS, Chance, working_day

if TYPE_CHECKING:
    from clients import Client

COMPLAINTS = ("Дважды привезли не тот товар", "Долго не отвечали на рекламацию", "Подняли цену и не предупредили",
              "Сорвали срок отгрузки", "Сменился менеджер, условия забыли", "Нет нужного ассортимента")  # fmt: skip
NEWS = ("Запускают вторую смену", "Ищут инженера по ремонту", "Переезжают в новый цех", "Закупки передали технологу",
        "Всё по-прежнему, ждут весны", "Получили большой заказ от завода", "Сменился главный механик")  # fmt: skip
NEEDS = ("Насосы и уплотнения к ним", "Автоматика для второй линии", "Запчасти со склада за день", "Обучение ремонтников",
         "Расходники по годовому договору")  # fmt: skip
PLANS = ("Вторая линия осенью", "Ремонт котельной летом", "Новый склад в следующем году", "Замена насосов на первом подъёме",
         "Пока ничего не строят")  # fmt: skip
WHY_US = ("Знаете наш цех", "Отвечаете в тот же день", "Привозите ночью, когда стоит линия", "Дешевле соседей", "Привыкли к вам",
          "Ваш склад через дорогу")  # fmt: skip
SIGNS = ("три смены", "решает главный инженер", "свой ремонтный цех", "покупали у дорогих поставщиков", "простой дороже товара")

# By weight, in the order of the form.
WEIGHED: dict[str, dict[Any, int]] = {
    "answer": {"agrees": 50, "thinks": 30, "refuses": 20},
    "decision of approve": {"agree": 80, "declare A+": 5, "keep": 15},
    "decision of talk it over": {"others": 70, "stay": 30},
    "decision of decide last": {"let go": 35, "give": 25, "hold": 40},
    "barrier": {"обучение его людей": 25, "склад у него": 20, "общий заказ через сайт": 25, "наши стандарты в его документах": 15, "ничего": 15},
    "main": {"our advantage": 45, "price": 30, "habit": 15, "location": 10},
    "asked first": {"discount": 20, "term": 50, "quality": 30},
    "ответ": {"пора": 40, "позже": 35, "не нужно": 25},
    "способ": {"phone": 20, "mobile": 50, "e-mail": 30},
    "ступень": {"дальше": 60, "назад": 12, "та же": 28},
    "ступень of итог спринта": {"не знают": 10, "знают": 20, "умеют": 30, "привычка": 40},
    "maturity": {"unaware": 10, "wondering": 60, "decided": 30},
    "reason": {"offended": 40, "forgot": 50, "closed": 10},
}  # fmt: skip

# By weight too: what clients say, line by line; what stands here not is said as often as anything else.
SAYS: dict[str, dict[str, int]] = {
    "greet": {"Да, слушаю": 45, "Сейчас занят": 25, "А вы кто?": 15, "Нам ничего не нужно": 15},
    "agree on time": {"Назвал время": 85, "Никогда": 15},
    "name acquaintance": {"Расскажите": 85, "Не нужно": 15},
    "ask one question": {"Ответил": 85, "Повесил трубку": 15},
    "need": {"clear": 45, "vague": 35, "none": 20},
    "give example": {"Бывает": 85, "У нас не так": 15},
    "propose meeting": {"Приезжайте": 50, "Пришлите предложение": 35, "Нет, не сейчас": 15},
    "trade offer for talk": {"Хорошо, среда": 85, "Только предложение": 15},
}  # fmt: skip

YES = {  # per cent; others 85
    "late": 30, "solved": 85, "enough": 93, "agreed": 62, "agreed of sign": 94, "pays more": 40, "downtime is costly": 50,
    "engineer decides": 45, "bought from best": 40, "growing": 55, "good": 45, "works": 50, "приняли": 70, "accepted": 86,
}  # fmt: skip

FILLED = {  # how often an optional field is, in per cent; others 30
    "complaint": 15, "grievance": 80, "other day": 10, "worse": 35, "begin": 40, "новое": 25, "недовольство": 12, "попробует": 40,
    "хочется": 35, "мешает": 40, "departed": 70, "days": 60, "stumbled at": 30,
}  # fmt: skip

TEXTS: dict[str, tuple[str, ...]] = {
    "complaint": COMPLAINTS, "grievance": COMPLAINTS, "недовольство": COMPLAINTS, "worse": COMPLAINTS, "news": NEWS, "needs": NEEDS,
    "потребности": NEEDS, "новое": NEEDS, "plans": PLANS, "why us": WHY_US, "words": WHY_US, "words of talk": NEEDS, "хочется": NEEDS, "попробует": NEEDS,
    "ideal": ("Отвечает в тот же день и держит цену", "Привозит, когда обещал", "Помнит, что у нас стоит"),
    "improved": ("Склад проверяют вдвоём", "На рекламацию отвечают за день", "О новой цене предупреждают за месяц"),
    "offer": ("Первая поставка за наш счёт", "Цена прошлого года до июня", "Свой склад у вас на площадке"),
    "next step": ("Прислать расчёт к пятнице", "Показать цех инженеру", "Согласовать договор с юристом"),
    "obstacle": ("Половину берёт у соседей", "Не знает о нашей автоматике", "Платит только по факту"),
    "decision": ("Лишние касания сняли, остальные раздали заново", "Визиты перенесли на четверг"),
    "мешает": ("Не хватает полей в карточке", "Скрипт длинный", "Не успевают до девяти"),
    "stumbled at": ("Возражение о цене", "Вторая развилка", "Не знал, кому передать"),
    "changes": ("Вопрос о конкурентах задавать последним",), "manager": MANAGERS, "who": (DEVELOPER,), "project lead": (LEADER,),
    "who of appoint expert": MANAGERS[:2],
}  # fmt: skip

LISTS: dict[str, tuple[str, ...]] = {
    "signs": SIGNS, "faults": COMPLAINTS, "occasions": ("15.02 выставка", "12.04 день рождения компании", "20.09 ярмарка"),
    "weak places": ("Начало", "Вопрос о цене", "Прощание"),
}  # fmt: skip

NUMBERS = {"человек": (4, 4), "времени на штаб": (16, 20), "grade": (4, 5), "minutes": (2, 5), "years": (1, 7), "reached the end": (2, 5),
           "rehearsed by": (6, 9)}  # fmt: skip


class Answers:
    """One person's, to one task."""

    def __init__(self, chance: Chance, task: Any, client: Client | None, slips: bool, today: date, listed: list[str]):
        self.chance, self.task, self.client, self.slips, self.today = chance, task, client, slips, today
        self.listed = listed  # the clients of the campaign that the task is about

    def fill(self) -> dict[str, Any]:
        out = {}
        for name, kind in self.task.form.items():
            optional = kind.startswith("optional ")
            if optional and not self.chance.happens(FILLED.get(name, 30)):
                continue
            out[name] = self.answer(name, kind.removeprefix("optional "))
        if out.get("reason") == "forgot":
            out.pop("complaint", None), out.pop("grievance", None)
        return out

    def talk(self, play: Any) -> dict[str, Any]:
        """Along a script."""
        while not play.over:
            line = play.line
            said = self.chance.weighed(SAYS[line.id]) if line.id in SAYS else ""
            if line.choices:
                said = said or self.chance.pick(line.choices)
            elif line.asks:
                said = self.chance.pick(self.of(TEXTS, line.asks, ("Записано в карточке",)))
            assert play.answer(said), f"{line.id}: {said}"
        return play.form

    def of(self, table: dict[str, Any], name: str, otherwise: Any) -> Any:
        return table.get(f"{name} of {self.task.id}", table.get(name, otherwise))

    def answer(self, name: str, kind: str) -> Any:
        if kind.startswith("one of "):
            return self.choice(name, kind.removeprefix("one of ").split(", "))
        if kind == "boolean":
            return self.chance.happens(self.of(YES, name, 85)) != self.slips
        if kind == "number":
            return self.number(name)
        if kind == "date":
            return working_day(self.today + timedelta(days=self.chance.whole(5, 28)), 0).isoformat()
        if kind == "time":
            return f"{self.chance.whole(10, 16)}:00:00"
        if kind == "list of date":
            return [working_day(self.today + timedelta(days=self.chance.whole(3, 9) + 8 * n), 0).isoformat() for n in range(3)]
        if kind.startswith("list of"):
            return self.several(name)
        return self.chance.pick(self.of(TEXTS, name, ("Записано в карточке",)))

    def choice(self, name: str, values: list[str]) -> str:
        if name == "reason" and self.client and self.client.reason in values and not self.slips:
            return self.client.reason
        weights = {v: w for v, w in self.of(WEIGHED, name, {}).items() if v in values}
        return self.chance.pick(values) if self.slips or not weights else self.chance.weighed(weights)

    def number(self, name: str) -> int:
        if name == "potential" and self.client:
            return self.client.potential
        return self.chance.whole(*NUMBERS.get(name, (1, 5)))

    def several(self, name: str) -> list[str]:
        if name in ("departed", "pilots"):
            return self.listed[: 3 if name == "pilots" else -1]
        return self.chance.some(LISTS.get(name, NEWS), 3)
