/** A link inside the company. */

import { Link } from '@tanstack/react-router';
import type { MouseEventHandler, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCompanyPath } from '../platform/paths.ts';
import { buttonClass } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

interface GoProps {
  to: string;
  search?: Record<string, unknown>;
  children: ReactNode;
  className?: string;
  testId?: string;
  onClick?: MouseEventHandler;
  label?: string;
}

export function Go({
  to,
  search,
  children,
  className = 'font-medium text-accent-text hover:underline underline-offset-2',
  testId,
  onClick,
  label,
}: GoProps) {
  const path = useCompanyPath();
  return (
    <Link
      to={path(to)}
      {...(search ? { search } : {})}
      className={className}
      data-testid={testId}
      onClick={onClick}
      aria-label={label}
    >
      {children}
    </Link>
  );
}

export function GoButton({
  look = 'plain',
  size = 'md',
  icon,
  children,
  className = '',
  ...rest
}: GoProps & { look?: 'primary' | 'plain' | 'quiet'; size?: 'sm' | 'md' | 'lg'; icon?: IconName }) {
  return (
    <Go {...rest} className={`${buttonClass(look, size)} ${className}`}>
      {icon && <Icon name={icon} size={size === 'sm' ? 16 : 18} className="-ml-0.5" />}
      {children}
    </Go>
  );
}

/** Where an operator watches the workflow. */
export function TemporalLink({ url, className = '' }: { url: string | null; className?: string }) {
  const { t } = useTranslation();
  if (!url) return null;
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      data-testid="temporal-link"
      className={`${buttonClass('quiet', 'sm')} ${className}`}
    >
      Temporal
      <Icon name="external" size={15} />
      <span className="sr-only">{t('state.newTab')}</span>
    </a>
  );
}
