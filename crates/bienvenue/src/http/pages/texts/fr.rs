//! French.

mod account;
mod admin;
mod entrance;

use super::words::Number;
use super::{LinkTexts, Texts};

pub(super) static TEXTS: Texts = Texts {
    name: "Français",
    code: "Code reçu par courriel",
    code_help: "C’est la partie du lien qui suit « token= ».",
    password: "Mot de passe",
    new_password: "Nouveau mot de passe",
    password_help: "Tous les caractères conviennent. Une phrase se retient mieux qu’une énigme.",
    not_me: "Ce n’est pas moi qui me suis inscrit, ou j’ai oublié le mot de passe",
    not_me_lead: "Choisissez un nouveau mot de passe. Ce que quelqu’un d’autre aurait choisi avant disparaît.",
    not_me_button: "Choisir le mot de passe et confirmer",
    link_refused: "Ce lien ne peut plus servir. Demandez-en un nouveau : seul le dernier fonctionne, une seule fois et pour un temps.",
    new_link: "Demander un nouveau lien",
    wrong_password: "Ce n’est pas le mot de passe de ce compte.",
    password_missing: "Saisissez un mot de passe.",
    password_too_short: Number {
        one: "Le mot de passe est trop court : il faut au moins {number} caractère.",
        many: "Le mot de passe est trop court : il faut au moins {number} caractères.",
    },
    password_too_long: "Le mot de passe est trop long : 256 caractères au plus.",
    password_context: "Le mot de passe n’est guère plus que votre adresse ou le nom de ce service. Choisissez-en un autre, ou allongez-le.",
    password_common: "Beaucoup de gens utilisent ce mot de passe : c’est le premier que l’on essaie. Choisissez-en un autre.",
    password_breached: "Ce mot de passe figure dans une fuite de données. Choisissez-en un autre et changez-le partout où vous l’utilisez.",
    email_taken: "Quelqu’un d’autre utilise désormais cette adresse.",
    try_later: "Cela n’a pas fonctionné. Rien n’a été modifié ; réessayez dans un instant.",
    too_many_attempts: Number {
        one: "Trop de tentatives. Réessayez dans {number} seconde.",
        many: "Trop de tentatives. Réessayez dans {number} secondes.",
    },
    mailbox: "Courriels",
    no_mails: "Aucun courriel pour l’instant. Ce qui serait envoyé apparaît ici.",
    verify_email: LinkTexts {
        title: "Confirmez votre adresse",
        lead: "Saisissez le mot de passe de votre inscription. Nous saurons ainsi que c’était vous.",
        button: "Confirmer",
        done: "Merci. Votre adresse est confirmée et vous pouvez vous connecter.",
    },
    reset_password: LinkTexts {
        title: "Choisissez un nouveau mot de passe",
        lead: "Vous serez alors déconnecté partout.",
        button: "Enregistrer le mot de passe",
        done: "Votre mot de passe est enregistré. Vous pouvez vous connecter.",
    },
    confirm_email: LinkTexts {
        title: "Confirmez votre nouvelle adresse",
        lead: "C’est avec elle que vous vous connecterez désormais.",
        button: "Confirmer",
        done: "Votre adresse est modifiée.",
    },
    language: "Langue",
    terms: "Conditions",
    privacy: "Confidentialité",
    trouble: "Cela n’a pas fonctionné",
    stale_form: "Cette page est restée ouverte trop longtemps, ou vous vous êtes reconnecté entre-temps. Rien n’a été modifié : ouvrez la page à nouveau et recommencez.",
    not_found: "Cette page n’existe pas.",
    cross_site: "Un autre site a envoyé cela ici. Rien n’a été fait.",
    misdirected: "Ce service ne répond pas à cette adresse. Utilisez celle que l’on vous a donnée.",
    own_account: "C’est votre propre compte. Personne ne s’exclut par mégarde : demandez à un autre administrateur.",
    last_admin: "Vous êtes le dernier administrateur. Quelqu’un d’autre doit d’abord le devenir.",
    go_on: "Continuer",
    entrance: entrance::TEXTS,
    account: account::TEXTS,
    admin: admin::TEXTS,
};
