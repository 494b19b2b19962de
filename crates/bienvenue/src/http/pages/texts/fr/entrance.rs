//! French: the pages for everybody.

use super::super::{AskTexts, DoneTexts, EntranceTexts};

pub(super) const TEXTS: EntranceTexts = EntranceTexts {
    email: "Adresse e-mail",
    sign_in: "Se connecter",
    remember: "Rester connecté",
    remember_help: "Pas sur un ordinateur que d’autres utilisent aussi.",
    forgot_link: "Mot de passe oublié ?",
    register_lead: "Pas encore de compte ?",
    register_link: "En créer un",
    resend_lead: "Inscrit, mais aucun courriel reçu ?",
    resend_link: "Le renvoyer",
    register: "Créer un compte",
    register_button: "Créer le compte",
    sign_in_lead: "Vous avez déjà un compte ?",
    registered: DoneTexts {
        title: "Consultez vos courriels",
        lead: "Nous vous avons envoyé un courriel qui indique la suite. Il devrait arriver d’ici une minute ; sinon, regardez dans les indésirables.",
    },
    forgot: AskTexts {
        title: "Mot de passe oublié ?",
        lead: "Indiquez votre adresse : nous vous enverrons un lien pour en choisir un nouveau.",
        button: "M’envoyer un lien",
        done: DoneTexts {
            title: "Consultez vos courriels",
            lead: "S’il existe un compte à cette adresse, un lien est en route. Il fonctionne une seule fois, et pas longtemps.",
        },
    },
    resend: AskTexts {
        title: "Renvoyer le lien",
        lead: "Indiquez l’adresse de votre inscription : nous vous enverrons le lien une nouvelle fois.",
        button: "Renvoyer le lien",
        done: DoneTexts {
            title: "Consultez vos courriels",
            lead: "Si un compte attend la confirmation de cette adresse, un nouveau lien est en route. Le précédent ne fonctionne plus.",
        },
    },
    not_arrived: "Rien reçu ?",
    wrong_credentials: "L’adresse et le mot de passe ne correspondent pas. Si vous venez de vous inscrire, suivez d’abord le lien du courriel que nous vous avons envoyé.",
    email_taken: "Il existe déjà un compte à cette adresse. Connectez-vous ou faites changer le mot de passe.",
    email_missing: "Saisissez votre adresse e-mail.",
    email_invalid: "Cela ne ressemble pas à une adresse e-mail. Elle devrait être du type nom@example.org.",
    email_too_long: "Cette adresse e-mail est trop longue.",
    mail_not_configured: "Ce service ne peut pas envoyer de courriel pour le moment, donc pas de lien non plus.",
};
