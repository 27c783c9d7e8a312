"""Words that indicate a person's gender, origin or nation, for counterfactual swaps."""

from __future__ import annotations

# First names that are not other English words, by the part of the world where they are common.
WOMEN = {
    "English": "Emily Susan Karen Margaret Elizabeth Jennifer Barbara Deborah Laura Rachel Alice Helen Emma Anna Mary "
    "Jane Sarah Catherine Charlotte Martha",
    "Arabic": "Fatima Aisha Layla Khadija Zainab Noura",
    "Indian": "Priya Lakshmi Ananya Deepika Sunita Kavita",
    "African": "Ngozi Amina Chiamaka Wanjiru Thandiwe Abena",
    "Chinese": "Xiulan Meiling Jiayi Yating Liying Xiaohong",
    "Spanish": "Guadalupe Lucía Ximena Rosario Catalina Marisol",
}
MEN = {
    "English": "Robert William Thomas Charles Edward George Henry Arthur Richard Andrew Stephen Paul Peter Brian "
    "Kenneth Edwin John James David Michael Joseph Daniel Samuel Walter Alasdair Rupert",
    "Arabic": "Ahmed Mustafa Khalid Youssef Tariq Hassan",
    "Indian": "Rajesh Sanjay Arjun Vikram Suresh Ravi",
    "African": "Kwame Chinedu Emeka Thabo Kofi Tendai",
    "Chinese": "Zhiwei Jianguo Haoran Xiaoming Guoqiang Yichen",
    "Spanish": "Alejandro Javier Rodrigo Santiago Ignacio Fernando",
}
NOUNS = (
    ("man", "woman"),
    ("men", "women"),
    ("boy", "girl"),
    ("boys", "girls"),
    ("father", "mother"),
    ("son", "daughter"),
    ("sons", "daughters"),
    ("brother", "sister"),
    ("brothers", "sisters"),
    ("husband", "wife"),
    ("uncle", "aunt"),
    ("nephew", "niece"),
    ("king", "queen"),
    ("prince", "princess"),
    ("duke", "duchess"),
    ("actor", "actress"),
    ("widower", "widow"),
    ("himself", "herself"),
    ("he", "she"),
    ("mr", "mrs"),
)
NATIONS = (
    ("British", "Britain"),
    ("American", "America"),
    ("Canadian", "Canada"),
    ("Australian", "Australia"),
    ("German", "Germany"),
    ("French", "France"),
    ("Italian", "Italy"),
    ("Norwegian", "Norway"),
    ("Mexican", "Mexico"),
    ("Brazilian", "Brazil"),
    ("Indian", "India"),
    ("Japanese", "Japan"),
    ("Nigerian", "Nigeria"),
    ("Egyptian", "Egypt"),
    ("Turkish", "Turkey"),
    ("Iranian", "Iran"),
    ("Vietnamese", "Vietnam"),
    ("Kenyan", "Kenya"),
)


def origin_of(name: str) -> tuple[str, str] | None:
    """Return the gender ("woman" or "man") and origin of a first name; None if it is unknown."""
    for gender, names in (("woman", WOMEN), ("man", MEN)):
        for origin, first_names in names.items():
            if name in first_names.split():
                return gender, origin
    return None


def known_names(gender: str, origin: str) -> list[str]:
    """Return the first names of a gender and origin."""
    return (WOMEN if gender == "woman" else MEN)[origin].split()


def name_origins() -> list[str]:
    """Return the known origins of first names."""
    return list(MEN)
